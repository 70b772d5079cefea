import type { ResourceView } from './resource';
import { attributeOf, isObject } from './values';

/** What a value mentions: a logical id, or a call that leads out of the template. */
export interface ReferenceVisitor {
  /** A logical id or a pseudo parameter. */
  id(name: string): void;
  /** An intrinsic function. @returns whether it was dealt with, so that its argument is passed over */
  call?(name: string, argument: unknown): boolean;
}

/** Visits every reference in a value, at any depth, in order of appearance. */
export function visitReferences(value: unknown, visitor: ReferenceVisitor): void {
  if (Array.isArray(value)) {
    for (const one of value) visitReferences(one, visitor);
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const inner = value[key];
    if (key === 'Ref' && typeof inner === 'string') visitor.id(inner);
    else if (key.startsWith('Fn::')) {
      if (visitor.call?.(key, inner) === true) continue;
      if (key === 'Fn::GetAtt') visitor.id(attributeOf(inner)[0]);
      else if (key === 'Fn::Sub') for (const name of substitutedIn(inner)) visitor.id(name);
    }
    if (typeof inner === 'object') visitReferences(inner, visitor);
  }
}

function substitutedIn(argument: unknown): readonly string[] {
  const template: unknown = Array.isArray(argument) ? argument[0] : argument;
  if (typeof template !== 'string') return [];
  return [...template.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => attributeOf(name)[0]);
}

/** Logical ids and pseudo parameters that a value refers to, at any depth. */
export function referencesIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  visitReferences(value, { id: (name) => found.add(name) });
  return found;
}

/** The resources of the same template that a value refers to. */
export function resourcesIn(value: unknown, resources: ReadonlyMap<string, ResourceView>): readonly ResourceView[] {
  return [...referencesIn(value)].map((id) => resources.get(id)).filter((resource) => resource !== undefined);
}
