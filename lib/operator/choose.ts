import { didYouMean } from '../config/suggest';
import { OperatorError } from './errors';

/**
 * The environment or model of a configuration that has the name.
 *
 * @param where added to the name in the message, e.g. ` in prod`
 * @throws OperatorError that suggests another name when there is none
 */
export function choose<T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  what: 'environment' | 'model',
  where = '',
): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name);
  const hint = didYouMean(name, names);
  const flag = what === 'model' ? '--model' : '--env';
  throw new OperatorError(
    `there is no ${what} ${name}${where}${hint === undefined ? '' : `; ${hint}`}`,
    `choose ${flag} from: ${names.join(', ')}`,
  );
}
