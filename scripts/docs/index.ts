// Writes what the documents show of the code: `npm run docs:generate`; `npm run docs:check` says what is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assumptions } from './assumptions';
import { configuration } from './configuration';
import { withPart, type GeneratedPart } from './part';
import { doctorPermissions, permissions, provePermissions } from './permissions';
import { requirementRules } from './requirements';
import { roomParts } from './rooms';
import { runbooks } from './runbooks';

/** Everything that is generated. */
export const PARTS: readonly GeneratedPart[] = [
  assumptions,
  ...configuration,
  permissions,
  doctorPermissions,
  provePermissions,
  requirementRules,
  ...roomParts,
  runbooks,
];

/** The documents whose parts differ from the code, with their text as it should be. */
export function outdated(root: string, parts: readonly GeneratedPart[] = PARTS): ReadonlyMap<string, string> {
  const documents = [...new Set(parts.map(({ document }) => document))];
  return new Map(
    documents.flatMap((document) => {
      const text = readFileSync(path.join(root, document), 'utf8');
      const made = parts.filter((part) => part.document === document).reduce(withPart, text);
      return made === text ? [] : [[document, made] as const];
    }),
  );
}

/**
 * Writes the documents that are out of date, or names them.
 *
 * @returns exit code: 1 when something is out of date and is only named
 */
export function main(root: string, check: boolean): number {
  const found = outdated(root);
  for (const [document, text] of found) {
    if (check) console.error(`${document} is out of date; run npm run docs:generate`);
    else writeFileSync(path.join(root, document), text);
  }
  return check && found.size > 0 ? 1 : 0;
}

if (require.main === module) process.exitCode = main(path.join(__dirname, '../..'), process.argv.includes('--check'));
