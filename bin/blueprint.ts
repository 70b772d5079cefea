#!/usr/bin/env node
import { isColorSupported } from 'picocolors';
import { run } from '../lib/operator';
import { processHost } from '../lib/operator/process-host';

void run(process.argv.slice(2), processHost(process, isColorSupported)).then((code) => {
  process.exitCode = code;
});
