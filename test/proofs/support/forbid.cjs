// Preloaded into a program and its threads: whatever reaches for a network, a credential or another program is written
// down and refused. Programs named in ALLOWED_PROGRAMS are written down and let through.
const { appendFileSync } = require('node:fs');
const path = require('node:path');

const log = process.env.FORBIDDEN_LOG;
const allowed = (process.env.ALLOWED_PROGRAMS ?? '').split(',');

const write = (line) => appendFileSync(log, `${line}\n`);

function forbid(module, names, tell = () => '') {
  for (const name of names) {
    if (typeof module[name] !== 'function') continue;
    module[name] = (...args) => {
      write(`${name} ${tell(...args)}`.trim());
      throw new Error(`${name} is forbidden here`);
    };
  }
}

function watchPrograms(module, names) {
  for (const name of names) {
    const original = module[name];
    module[name] = (program, ...rest) => {
      const args = Array.isArray(rest[0]) ? rest[0] : [];
      write([program, ...args].join(' '));
      if (!allowed.includes(program)) throw new Error(`${program} is forbidden here`);
      return original(program, ...rest);
    };
  }
}

function watchFiles(module, names) {
  for (const name of names) {
    const original = module[name];
    module[name] = function watched(file, ...rest) {
      if (String(file).split(path.sep).includes('.aws')) write(`${name} ${file}`);
      return original.call(this, file, ...rest);
    };
  }
}

const functionsOf = (module) => Object.keys(module).filter((name) => /^(?:lookup|resolve|reverse)/.test(name));
const dns = require('node:dns');
const net = require('node:net');
forbid(net.Socket.prototype, ['connect'], (...args) => JSON.stringify(args[0]?.[0] ?? args[0]));
forbid(net.Server.prototype, ['listen']);
forbid(dns, functionsOf(dns), String);
forbid(dns.promises, functionsOf(dns.promises), String);
forbid(require('node:dgram'), ['createSocket'], String);
forbid(require('node:tls'), ['connect']);
forbid(require('node:http2'), ['connect'], String);
forbid(require('node:http'), ['request', 'get'], String);
forbid(require('node:https'), ['request', 'get'], String);
forbid(globalThis, ['fetch', 'WebSocket'], String);
watchPrograms(require('node:child_process'), [
  'spawn',
  'exec',
  'execFile',
  'fork',
  'spawnSync',
  'execSync',
  'execFileSync',
]);
const fs = require('node:fs');
watchFiles(fs, ['readFileSync', 'readFile', 'openSync', 'open', 'createReadStream', 'existsSync', 'statSync']);
watchFiles(fs.promises, ['readFile', 'open', 'stat', 'access']);
