const { rmSync } = require('node:fs');

/** Removes what the tests wrote into the temporary folder of the run. */
module.exports = () => {
  rmSync(globalThis.temporaryFolder, { recursive: true, force: true });
  if (globalThis.temporaryFolderBefore === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = globalThis.temporaryFolderBefore;
};
