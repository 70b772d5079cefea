import { rmSync } from 'node:fs';
import { answers, runningEmulator, stopGroup } from './emulator';
import { RunFolder } from './paths';

/** Ends the emulator that a run with `--keep` left, by the process id in its pid file. */
async function main(): Promise<void> {
  const run = new RunFolder();
  const running = runningEmulator(run);
  if (running === undefined) {
    console.log('no sandbox is running');
    return;
  }
  rmSync(run.pidFile, { force: true });
  if (!(await answers(running.port))) {
    console.log(`no sandbox answers on port ${running.port}: removed the file that named it`);
    return;
  }
  await stopGroup(running.pid);
  console.log(`ended the sandbox on port ${running.port} (process ${running.pid})`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
