import { z } from 'zod';
import type { Path } from './source-file';

/** A schema without the wrappers that only say what happens when the value is missing. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap());
  return schema;
}

function property(data: unknown, key: string | number): unknown {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, key)
    ? (data as Record<string | number, unknown>)[key]
    : undefined;
}

/** The fields of an object schema, by key. */
export function fieldsOf(object: z.ZodObject): ReadonlyMap<string, z.core.$ZodType> {
  return new Map(Object.entries(object.shape));
}

/** The objects that a schema may be: itself, or the options of a discriminated union. */
export function objectsOf(schema: z.core.$ZodType): readonly z.ZodObject[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return [inner];
  if (!(inner instanceof z.ZodDiscriminatedUnion)) return [];
  return inner.options.filter((option) => option instanceof z.ZodObject);
}

/** The object schema that applies to the data: of a discriminated union the option that the data chooses. */
export function objectFor(schema: z.core.$ZodType, data: unknown): z.ZodObject | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return inner;
  if (!(inner instanceof z.ZodDiscriminatedUnion)) return undefined;
  const { discriminator } = inner.def;
  const chosen = property(data, discriminator);
  return objectsOf(inner).find(
    (option) => z.safeParse(fieldsOf(option).get(discriminator) ?? z.never(), chosen).success,
  );
}

/** The schema that a path leads to. @param data what the file holds, which chooses among the options of a union */
export function schemaAt(root: z.core.$ZodType, path: Path, data: unknown): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = root;
  let value = data;
  for (const part of path) {
    if (schema === undefined) return undefined;
    const inner: z.core.$ZodType = unwrap(schema);
    if (inner instanceof z.ZodArray) schema = inner.element;
    else if (inner instanceof z.ZodRecord) schema = inner.valueType;
    else {
      const object = objectFor(inner, value);
      schema = object === undefined ? undefined : fieldsOf(object).get(String(part));
    }
    value = property(value, part);
  }
  return schema;
}

/** Where in a schema a key of this name belongs, as paths with dots. Records are not entered: their keys are free. */
export function placesOf(root: z.core.$ZodType, key: string, prefix = ''): readonly string[] {
  const found = new Set<string>();
  for (const object of objectsOf(root)) {
    for (const [name, field] of fieldsOf(object)) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      if (name === key) found.add(path);
      for (const deeper of placesOf(field, key, path)) found.add(deeper);
    }
  }
  return [...found];
}

/** What a schema says of itself in `.describe()`. */
export function descriptionOf(schema: z.core.$ZodType | undefined): string | undefined {
  if (schema === undefined) return undefined;
  const own = z.globalRegistry.get(schema)?.description;
  if (own !== undefined) return own;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? descriptionOf(schema.unwrap()) : undefined;
}
