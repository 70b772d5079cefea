// Preloaded: the disk is full when the evidence is written.
const fs = require('node:fs');
const { sep } = require('node:path');

const write = fs.writeFileSync;
fs.writeFileSync = (file, ...rest) => {
  if (String(file).endsWith(`${sep}evidence${sep}evidence.json`)) {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  }
  write(file, ...rest);
};
