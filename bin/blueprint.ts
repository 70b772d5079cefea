#!/usr/bin/env node
import { isColorSupported } from 'picocolors';
import { run } from '../lib/operator';
import { processHost } from '../lib/operator/process-host';

// Which Node versions are supported, package.json says: an operator at night needs no reminder of next year's.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

void run(process.argv.slice(2), processHost(process, isColorSupported)).then((code) => {
  process.exitCode = code;
});
