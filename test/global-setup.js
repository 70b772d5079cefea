const { execFileSync } = require('node:child_process');
const path = require('node:path');

/** Bundles the Lambda handlers once, as `npm run build` does, so that constructs find their code. */
module.exports = () => {
  execFileSync(process.execPath, [path.join(__dirname, '..', 'scripts', 'build.mjs'), '--handlers'], {
    stdio: 'inherit',
  });
};
