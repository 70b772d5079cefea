import type { z } from 'zod';
import type { Capability, CapabilityProblem, CheckContext, ServingContext, ServingContribution } from './capability';
import { checkQuality } from './quality/checks';
import { qualityEvidence } from './quality/evidence';
import { qualityOverride, qualitySchema } from './quality/schema';

/** Every optional ability of a model, by its key in the model's file: the one place that names them. */
const CAPABILITIES = {
  qualityMetrics: {
    schema: qualitySchema,
    override: qualityOverride,
    check: checkQuality,
    evidence: qualityEvidence,
    wire: () => (require('./quality/wire') as typeof import('./quality/wire')).qualityWiring,
  } satisfies Capability<typeof qualitySchema>,
};

type Capabilities = typeof CAPABILITIES;
type Key = keyof Capabilities;

/** The schemas of the keys, as the schema of a model's file has them. */
export const capabilitySchemas = schemasOf();

/** The schemas of the keys that an environment can change. */
export const capabilityOverrides: Readonly<Partial<Record<Key, z.ZodType>>> = Object.fromEntries(
  entries().flatMap(([key, { override }]) => (override === undefined ? [] : [[key, override]])),
);

/** What a model's file says of its abilities, with defaults. */
export type CapabilityValues = { readonly [K in Key]: z.output<Capabilities[K]['schema']> };

/** The abilities among other values of a model. */
export function capabilityValues(model: CapabilityValues): CapabilityValues {
  return Object.fromEntries(entries().map(([key]) => [key, model[key]])) as CapabilityValues;
}

/** What is wrong with the values, by key. */
export function capabilityProblems(
  values: { readonly [K in Key]?: unknown },
  context: CheckContext,
): readonly (CapabilityProblem & { readonly key: Key })[] {
  return entries().flatMap(([key, { schema, check }]) => {
    // What its schema refuses has been reported.
    const { success, data } = schema.safeParse(values[key]);
    return success ? (check?.(data, context) ?? []).map((problem) => ({ ...problem, key })) : [];
  });
}

/** What goes into the metadata of a model's resources. */
export function capabilityMetadata(values: CapabilityValues): Readonly<Record<string, unknown>> {
  return Object.assign({}, ...entries().map(([key, { evidence }]) => evidence.metadata(values[key]))) as Readonly<
    Record<string, unknown>
  >;
}

/** Lines of the model card, by title. */
export function capabilityCard(values: CapabilityValues): Readonly<Record<string, string>> {
  return Object.assign({}, ...entries().map(([key, { evidence }]) => evidence.card(values[key]))) as Readonly<
    Record<string, string>
  >;
}

/** Builds what the stack that serves a model needs. */
export function wireServing(values: CapabilityValues, context: ServingContext): readonly ServingContribution[] {
  return entries().flatMap(([key, { wire }]) => wire().serving?.(values[key], context) ?? []);
}

function entries(): readonly (readonly [Key, Capability<z.ZodType>])[] {
  return Object.entries(CAPABILITIES) as [Key, Capability<z.ZodType>][];
}

function schemasOf(): { readonly [K in Key]: Capabilities[K]['schema'] } {
  return Object.fromEntries(Object.entries(CAPABILITIES).map(([key, { schema }]) => [key, schema])) as {
    readonly [K in Key]: Capabilities[K]['schema'];
  };
}
