#!/usr/bin/env node
import { isColorSupported } from 'picocolors';
import { run } from '../lib/operator';

const { stdout, stderr } = process;

void run(process.argv.slice(2), {
  out: (text) => void stdout.write(`${text}\n`),
  err: (text) => void stderr.write(`${text}\n`),
  colour: isColorSupported && stdout.isTTY,
  columns: stdout.isTTY ? stdout.columns : undefined,
  cwd: process.cwd(),
  today: new Date().toISOString().slice(0, 10),
  nodeVersion: process.versions.node,
}).then((code) => {
  process.exitCode = code;
});
