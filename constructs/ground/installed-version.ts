import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** What is installed stays so for as long as a process runs. */
const versions = new Map<string, string>();

/**
 * Version of an installed package.
 *
 * @param name of the package
 * @param users packages through which it is found, outermost first: each may bring a version of its own
 */
export function installedVersion(name: string, ...users: readonly string[]): string {
  const asked = [...users, name].join(' ');
  const version = versions.get(asked) ?? readVersion(name, users);
  versions.set(asked, version);
  return version;
}

function readVersion(name: string, users: readonly string[]): string {
  const from = users.reduce((folder, user) => path.dirname(require.resolve(user, { paths: [folder] })), __dirname);
  // Some packages do not export their package.json, so it is looked for from their entry point upwards.
  let folder = path.dirname(require.resolve(name, { paths: [from] }));
  while (!isPackage(folder, name)) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`package ${name} has no package.json; install it again`);
    folder = parent;
  }
  return read(folder).version;
}

function isPackage(folder: string, name: string): boolean {
  return existsSync(path.join(folder, 'package.json')) && read(folder).name === name;
}

function read(folder: string): { readonly name?: string; readonly version: string } {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: string; version: string };
}
