import { existsSync } from 'node:fs';
import path from 'node:path';
import { OperatorError } from './errors';

const MARK = 'config/company.yaml';

/**
 * The folder that holds `config/`: the given one, or the nearest from the current folder up.
 *
 * @param given value of `--root`
 */
export function findRoot(cwd: string, given: string | undefined): string {
  if (given !== undefined) {
    const root = path.resolve(cwd, given);
    if (existsSync(path.join(root, 'config'))) return root;
    throw new OperatorError(`there is no folder config in ${given}`, 'name the project with --root <folder>');
  }
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, MARK))) return folder;
    if (folder === path.dirname(folder)) break;
  }
  throw new OperatorError(
    `there is no ${MARK} here or in a folder above`,
    'change into the project, or name it with --root <folder>',
  );
}
