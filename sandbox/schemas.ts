import { writeFileSync } from 'node:fs';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource, SpecDatabase, TypeDefinition } from '@aws-cdk/service-spec-types';

/** The type of one value, as the overlay's `schema.py` reads it. */
export type CompactType =
  | { readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'json' | 'timestamp' | 'tag' | 'null' }
  | { readonly kind: 'list' | 'map'; readonly element: CompactType }
  | { readonly kind: 'object'; readonly definition: string }
  | { readonly kind: 'union'; readonly types: readonly CompactType[] };

/** One property of a resource or of a nested object. */
export interface CompactProperty {
  readonly type: CompactType;
  readonly required?: true;
  /** What a change does: `always` creates the resource anew, `sometimes` depends on the value. */
  readonly replaces?: 'always' | 'sometimes';
}

/** What the overlay needs to know of one CloudFormation resource type. */
export interface CompactSchema {
  readonly properties: Readonly<Record<string, CompactProperty>>;
  readonly definitions: Readonly<Record<string, Readonly<Record<string, CompactProperty>>>>;
  readonly attributes: readonly string[];
  readonly primaryIdentifier: readonly string[];
  readonly arnTemplate?: string;
  readonly tagProperty?: { readonly name: string; readonly shape: 'list' | 'map' };
}

/**
 * The public resource schemas of the given types, cut down to what validation and replacement need.
 *
 * @param types CloudFormation type names
 * @throws Error naming every type that the public specification does not have
 */
function compactSchemas(types: readonly string[]): Readonly<Record<string, CompactSchema>> {
  const database = loadAwsServiceSpecSync();
  const found = types.map((type) => {
    const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
    return { type, resource };
  });
  const unknown = found.filter(({ resource }) => resource === undefined).map(({ type }) => type);
  if (unknown.length > 0) throw new Error(`no public resource schema for ${unknown.join(', ')}; check the spelling`);
  return Object.fromEntries(
    found.flatMap(({ type, resource }) => (resource === undefined ? [] : [[type, compact(database, resource)]])),
  );
}

function compact(database: SpecDatabase, resource: Resource): CompactSchema {
  const definitions = new Map<string, TypeDefinition>();

  const convert = (type: PropertyType): CompactType => {
    if (type.type === 'array') return { kind: 'list', element: convert(type.element) };
    if (type.type === 'map') return { kind: 'map', element: convert(type.element) };
    if (type.type === 'union') return { kind: 'union', types: type.types.map(convert) };
    if (type.type === 'date-time') return { kind: 'timestamp' };
    if (type.type !== 'ref') return { kind: type.type };
    const definition = database.get('typeDefinition', type.reference.$ref);
    definitions.set(definition.$id, definition);
    return { kind: 'object', definition: definition.$id };
  };

  const properties = (owner: Pick<Resource, 'properties'>): Record<string, CompactProperty> =>
    Object.fromEntries(
      Object.entries(owner.properties).map(([name, property]) => {
        const types = [property.type, ...(property.previousTypes ?? [])].map(convert);
        const [only] = types;
        const replaces = { yes: 'always', maybe: 'sometimes', no: undefined } as const;
        const effect = replaces[property.causesReplacement ?? 'no'];
        return [
          name,
          {
            type: types.length === 1 && only !== undefined ? only : { kind: 'union', types },
            ...(property.required === true ? { required: true as const } : {}),
            ...(effect === undefined ? {} : { replaces: effect }),
          },
        ];
      }),
    );

  const top = properties(resource);
  const nested: Record<string, Record<string, CompactProperty>> = {};
  // Converting a definition can meet further ones: the map grows while it is walked, which a Map allows.
  for (const [id, definition] of definitions) nested[id] = properties(definition);
  const tags = resource.tagInformation;
  return {
    properties: top,
    definitions: nested,
    attributes: Object.keys(resource.attributes),
    primaryIdentifier: resource.primaryIdentifier ?? [],
    ...(resource.arnTemplate === undefined ? {} : { arnTemplate: resource.arnTemplate }),
    ...(tags === undefined
      ? {}
      : { tagProperty: { name: tags.tagPropertyName, shape: tags.variant === 'map' ? 'map' : 'list' } }),
  };
}

/** Writes the schemas of the given types to a file. */
export function writeSchemas(file: string, types: readonly string[]): void {
  writeFileSync(file, JSON.stringify(compactSchemas(types)));
}
