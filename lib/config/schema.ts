import { z } from 'zod';
import { companySchema } from './schema-company';
import { environmentSchema } from './schema-environment';
import { modelSchema } from './schema-model';
import { waiversSchema } from './schema-waivers';

/** The kinds of configuration file, with their schemas. */
export const SCHEMAS = {
  company: companySchema,
  environment: environmentSchema,
  model: modelSchema,
  waivers: waiversSchema,
} as const;

/** A kind of configuration file. */
export type FileKind = keyof typeof SCHEMAS;

/** The JSON Schema of a kind of file, draft 7, for completion in editors: what a person writes, so defaulted keys are optional. */
export function jsonSchema(kind: FileKind): object {
  return z.toJSONSchema(SCHEMAS[kind], { target: 'draft-7', io: 'input' });
}
