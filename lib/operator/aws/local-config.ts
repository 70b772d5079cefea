import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the configuration says of where an environment is; each part is undefined where no file says it. */
export interface LocalPlace {
  readonly root: string;
  readonly prefix?: string;
  readonly account?: string;
  readonly region?: string;
}

/**
 * Looks the place of an environment up in the nearest `config/`, without judging the configuration: a mistake in some
 * model's file must not stand in the way of a rollback.
 *
 * @returns undefined when there is no configuration here or above
 */
export function localPlace(cwd: string, environment: string, given?: string): LocalPlace | undefined {
  const root = given === undefined ? nearest(cwd) : path.resolve(cwd, given);
  if (root === undefined) return undefined;
  const company = topLevel(path.join(root, 'config/company.yaml'));
  const file = topLevel(path.join(root, `config/environments/${environment}.yaml`));
  return {
    root,
    prefix: company.get('prefix'),
    account: file.get('account'),
    region: file.get('region'),
  };
}

function nearest(cwd: string): string | undefined {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'config/company.yaml'))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** The plain values at the top of a YAML file: no YAML library is loaded for three of them. */
function topLevel(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map();
  const found = readFileSync(file, 'utf8').matchAll(/^(\w+):[ \t]+(['"]?)([\w.-]+)\2[ \t]*(?:#.*)?$/gm);
  return new Map([...found].map(([, key = '', , value = '']) => [key, value]));
}
