import { z } from 'zod';
import { fieldsOf, objectsOf } from './schema-walk';

/**
 * A value of which any part may be missing because it was wrong. Cross-checks run on drafts, so that one mistake does
 * not hide the others.
 */
export type Draft<T> = T extends readonly (infer E)[]
  ? readonly (Draft<E> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Draft<T[K]> }
    : T;

const lenient = new WeakMap<z.core.$ZodType, z.ZodType>();

/** The same schema, where whatever is wrong becomes undefined and unknown keys are dropped. */
function loosen(schema: z.core.$ZodType): z.ZodType {
  const known = lenient.get(schema);
  if (known !== undefined) return known;
  const loose = build(schema);
  lenient.set(schema, loose);
  return loose;
}

function build(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return loosen(schema.unwrap());
  if (schema instanceof z.ZodDefault) return loosen(schema.unwrap()).default(schema.def.defaultValue);
  if (schema instanceof z.ZodObject) return forgiving(z.object(loosenFields(schema)));
  if (schema instanceof z.ZodArray) return forgiving(z.array(loosen(schema.element)));
  if (schema instanceof z.ZodRecord) return forgiving(z.record(z.string(), loosen(schema.valueType)));
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def;
    const options = objectsOf(schema).map((option) => {
      const choice = fieldsOf(option).get(discriminator) ?? z.never();
      return z.object(loosenFields(option)).extend({ [discriminator]: choice });
    });
    const [first, ...rest] = options;
    return first === undefined ? z.undefined() : forgiving(z.discriminatedUnion(discriminator, [first, ...rest]));
  }
  return forgiving(schema);
}

function loosenFields(object: z.ZodObject): Record<string, z.ZodType> {
  return Object.fromEntries([...fieldsOf(object)].map(([key, field]) => [key, loosen(field)]));
}

function forgiving(schema: z.core.$ZodType): z.ZodType {
  return z.catch(z.optional(schema), undefined);
}

/** What can be understood of the data. */
export function draftOf<S extends z.ZodType>(schema: S, data: unknown): Draft<z.output<S>> | undefined {
  return loosen(schema).parse(data) as Draft<z.output<S>> | undefined;
}
