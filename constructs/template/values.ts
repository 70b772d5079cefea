import type { ResourceView } from './resource';

/** An object of a template. */
export type TemplateObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object (not a list). */
export function isObject(value: unknown): value is TemplateObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an intrinsic function, whose result is not known at synth. */
export function isIntrinsic(value: unknown): value is TemplateObject {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && keys.every((key) => key === 'Ref' || key.startsWith('Fn::'));
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
    current = current.flatMap((one) => alternatives(isObject(one) ? one[key] : undefined));
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
  return alternatives(value)
    .flatMap((one): readonly unknown[] => (Array.isArray(one) ? one.flatMap(alternatives) : [one]))
    .filter((one) => one !== undefined && one !== null);
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

/** A text with every intrinsic in it replaced. @returns undefined when the value is no text at all */
export function renderText(value: unknown, token: (intrinsic: TemplateObject) => string): string | undefined {
  if (typeof value === 'string') return value;
  if (!isIntrinsic(value)) return undefined;
  const join = value['Fn::Join'];
  if (Array.isArray(join) && typeof join[0] === 'string' && Array.isArray(join[1])) {
    return join[1].map((part: unknown) => renderText(part, token) ?? String(part)).join(join[0]);
  }
  const sub: unknown = value['Fn::Sub'];
  const template: unknown = Array.isArray(sub) ? sub[0] : sub;
  if (typeof template === 'string') {
    return template.replaceAll(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) =>
      literal === '!' ? `\${${name}}` : token({ Ref: name }),
    );
  }
  return token(value);
}

/** Logical ids and pseudo parameters that a value refers to, at any depth. */
export function referencesIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collectReferences(value, found);
  return found;
}

function collectReferences(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const one of value) collectReferences(one, found);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref' && typeof inner === 'string') found.add(inner);
    else if (key === 'Fn::GetAtt') addAttribute(inner, found);
    else if (key === 'Fn::Sub') addSubstitutions(inner, found);
    if (key !== 'Ref') collectReferences(inner, found);
  }
}

function addAttribute(value: unknown, found: Set<string>): void {
  const target: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof target === 'string') found.add(target.split('.')[0] ?? target);
}

function addSubstitutions(value: unknown, found: Set<string>): void {
  const template: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof template !== 'string') return;
  for (const [, name] of template.matchAll(/\$\{([^!}][^}]*)\}/g)) {
    if (name !== undefined) found.add(name.split('.')[0] ?? name);
  }
}

/** The resources of the same template that a value refers to. */
export function resourcesIn(value: unknown, resources: ReadonlyMap<string, ResourceView>): readonly ResourceView[] {
  return [...referencesIn(value)].map((id) => resources.get(id)).filter((resource) => resource !== undefined);
}
