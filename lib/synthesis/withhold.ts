import { readdirSync, renameSync } from 'node:fs';
import * as path from 'node:path';

const TEMPLATE = '.template.json';
const REFUSED = '.template.refused.json';

/**
 * Renames the templates of a refused assembly, so that no option of the command line (`--ignore-errors` is one) deploys
 * them. They stay readable beside the report.
 *
 * @returns how many templates were withheld
 */
export function withholdTemplates(assembly: string): number {
  const templates = readdirSync(assembly, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(TEMPLATE));
  for (const file of templates) {
    const from = path.join(assembly, file);
    renameSync(from, from.slice(0, -TEMPLATE.length) + REFUSED);
  }
  return templates.length;
}
