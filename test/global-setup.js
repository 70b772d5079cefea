const { execFileSync } = require('node:child_process');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

/**
 * Bundles the Lambda handlers once, as `npm run build` does, so that constructs find their code, and gives the run a folder
 * of its own for temporary files: CDK makes one for each app, and never removes it.
 */
module.exports = () => {
  execFileSync(process.execPath, [path.join(__dirname, '..', 'scripts', 'build.mjs'), '--handlers'], {
    stdio: 'inherit',
  });
  globalThis.temporaryFolder = mkdtempSync(path.join(tmpdir(), 'tests-'));
  // A run that watches files comes here again.
  globalThis.temporaryFolderBefore = process.env.TMPDIR;
  process.env.TMPDIR = globalThis.temporaryFolder;
};
