/** An object of a template. */
export type TemplateObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object (not a list). */
export function isObject(value: unknown): value is TemplateObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an intrinsic function, whose result is not known at synth. */
export function isIntrinsic(value: unknown): value is TemplateObject {
  if (!isObject(value)) return false;
  const [key, ...more] = Object.keys(value);
  return key !== undefined && more.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** What a value may be: both branches of every `Fn::If`, `undefined` for `AWS::NoValue`. Never empty. */
export function alternatives(value: unknown): readonly unknown[] {
  if (!isIntrinsic(value)) return [value];
  if (value['Ref'] === 'AWS::NoValue') return [undefined];
  const branches = value['Fn::If'];
  return Array.isArray(branches) && branches.length === 3 ? branches.slice(1).flatMap(alternatives) : [value];
}

/** What may stand at a path, through every `Fn::If` on the way. Never empty; `undefined` where nothing stands. */
export function valuesAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  let current = alternatives(value);
  for (const key of path) {
    const [only] = current;
    // Most values are no conditions.
    current =
      current.length === 1
        ? alternatives(isObject(only) ? only[key] : undefined)
        : current.flatMap((one) => alternatives(isObject(one) ? one[key] : undefined));
  }
  return current;
}

/** Whether something stands at a path in every case. */
export function isSet(value: unknown, ...path: readonly string[]): boolean {
  return valuesAt(value, ...path).every((one) => one !== undefined && one !== null && one !== '');
}

/** Whether `true` stands at a path in every case. */
export function isTrue(value: unknown, ...path: readonly string[]): boolean {
  return valuesAt(value, ...path).every((one) => one === true || one === 'true');
}

/**
 * The elements of a list that are there in every or in some case; the intrinsic itself where it stands for the list.
 * A single value counts as a list of one, as in policy documents.
 */
export function itemsOf(value: unknown): readonly unknown[] {
  // Most values are plain ones.
  if (typeof value === 'string') return [value];
  return alternatives(value)
    .flatMap((one): readonly unknown[] => (Array.isArray(one) ? one.flatMap(alternatives) : [one]))
    .filter((one) => one !== undefined && one !== null);
}

/** The elements of the list at a path, in every or in some case. */
export function itemsAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  return valuesAt(value, ...path).flatMap(itemsOf);
}

/** Whether `true` stands at a path in some case. */
export function mayBeTrue(value: unknown, ...path: readonly string[]): boolean {
  return valuesAt(value, ...path).some((one) => one === true || one === 'true');
}

/** A value, and where in a resource it stands. */
export interface Located {
  /** One of its {@link alternatives}; `undefined` where nothing stands. */
  readonly value: unknown;
  /** E.g. `Properties.Policies.0.PolicyDocument`. */
  readonly location: string;
  /** Whether it stands there in one case of an `Fn::If` only. */
  readonly conditional: boolean;
}

/**
 * What may stand at a path, with its place, through every `Fn::If` on the way.
 *
 * @param path property names with dots between; `*` goes through every element of a list
 */
export function locate(value: unknown, path: string, location = 'Properties'): readonly Located[] {
  const found: Located[] = [];
  follow({ value, location, conditional: false }, path.split('.'), 0, found);
  return found;
}

function follow(
  { value, location, conditional: outer }: Located,
  steps: readonly string[],
  at: number,
  found: Located[],
) {
  const cases = alternatives(value);
  const conditional = outer || cases.length > 1;
  const step = steps[at];
  for (const one of cases) {
    if (step === undefined) found.push({ value: one, location, conditional });
    else if (step !== '*') {
      const inner = isObject(one) ? one[step] : undefined;
      follow({ value: inner, location: `${location}.${step}`, conditional }, steps, at + 1, found);
    } else if (Array.isArray(one)) {
      for (const [index, item] of one.entries()) {
        follow({ value: item, location: `${location}.${index}`, conditional }, steps, at + 1, found);
      }
    } else if (isObject(one) && !isIntrinsic(one)) {
      follow({ value: one, location, conditional }, steps, at + 1, found);
    }
  }
}

/** The fewest elements that a list has in any case; `undefined` when an intrinsic function gives the list. */
export function fewestItems(value: unknown): number | undefined {
  const counts = alternatives(value).map((one) => {
    if (Array.isArray(one)) return one.filter((item) => alternatives(item).every((each) => each !== undefined)).length;
    return isIntrinsic(one) ? undefined : 0;
  });
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The number that a value is, also written as text. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** The text of a literal: numbers and switches as CloudFormation reads them. @returns undefined for anything else */
export function literalOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/**
 * A text with every intrinsic in it replaced. A name within `Fn::Sub` is given to `token` as the `Ref` or `Fn::GetAtt`
 * that it stands for.
 * @returns undefined when the value is no text at all
 */
export function renderText(value: unknown, token: (intrinsic: TemplateObject) => string): string | undefined {
  if (typeof value === 'string') return value;
  if (!isIntrinsic(value)) return undefined;
  const join = value['Fn::Join'];
  if (Array.isArray(join) && typeof join[0] === 'string' && Array.isArray(join[1])) {
    return join[1].map((part: unknown) => renderText(part, token) ?? String(part)).join(join[0]);
  }
  const sub: unknown = value['Fn::Sub'];
  const [template, values] = listOf(sub);
  if (typeof template !== 'string') return token(value);
  return template.replaceAll(/\$\{(!?)([^}]*)\}/g, (_, escaped: string, name: string) => {
    if (escaped === '!') return `\${${name}}`;
    const given = isObject(values) ? values[name] : undefined;
    if (given !== undefined) return renderText(given, token) ?? literalOf(given) ?? '';
    return token(name.includes('.') ? { 'Fn::GetAtt': attributeOf(name) } : { Ref: name });
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Logical id and attribute name that the argument of an `Fn::GetAtt` consists of; empty where it has none. */
export function attributeOf(argument: unknown): readonly [logicalId: string, attribute: string] {
  const [id, attribute] = typeof argument === 'string' ? argument.split(/\.(.*)/s) : listOf(argument);
  return [literalOf(id) ?? '', literalOf(attribute) ?? ''];
}
