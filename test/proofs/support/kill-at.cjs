// Preloaded: kills the process right before the operation on files below CDK_OUTDIR whose number is KILL_AT, or writes to
// COUNT_TO how many there were.
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  const fs = require('node:fs');
  const write = fs.writeFileSync;
  const { CDK_OUTDIR, COUNT_TO, KILL_AT } = process.env;
  let count = 0;
  for (const name of [
    'writeFileSync',
    'renameSync',
    'mkdirSync',
    'mkdtempSync',
    'rmSync',
    'rmdirSync',
    'copyFileSync',
  ]) {
    const operation = fs[name];
    fs[name] = (...args) => {
      if (args.some((argument) => String(argument).startsWith(CDK_OUTDIR))) count += 1;
      if (count === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
      return operation(...args);
    };
  }
  if (COUNT_TO !== undefined) process.on('exit', () => write(COUNT_TO, String(count)));
}
