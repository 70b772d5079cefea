import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/** Where CDK writes the stack traces of constructs. */
const TRACED = /(?:\.metadata|^validation-report)\.json$/;

/**
 * Makes the stack traces of an assembly relative to the project: CDK writes absolute paths, so that two checkouts of one
 * commit would give two assemblies.
 */
export function relativeTraces(assembly: string, root: string): void {
  const prefixes = [...new Set([root, realpathSync(root)])].map((folder) => inJson(folder + path.sep));
  for (const file of readdirSync(assembly, { recursive: true }).map(String)) {
    if (!TRACED.test(path.basename(file))) continue;
    const name = path.join(assembly, file);
    const text = readFileSync(name, 'utf8');
    const relative = prefixes.reduce((before, prefix) => before.replaceAll(prefix, ''), text);
    if (relative !== text) writeFileSync(name, relative);
  }
}

/** A path as it stands within a JSON string. */
function inJson(folder: string): string {
  return JSON.stringify(folder).slice(1, -1);
}
