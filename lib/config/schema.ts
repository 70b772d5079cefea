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

const TITLES: Readonly<Record<FileKind, string>> = {
  company: 'config/company.yaml',
  environment: 'config/environments/<name>.yaml',
  model: 'config/models/<name>.yaml',
  waivers: 'config/waivers.yaml',
};

/** The JSON Schema of a kind of file, draft 7, for completion in editors: what a person writes, so defaulted keys are optional. */
export function jsonSchema(kind: FileKind): object {
  return z.toJSONSchema(SCHEMAS[kind], { target: 'draft-7', io: 'input' });
}

/** The text of `config/schema/<kind>.schema.json`. */
export function jsonSchemaText(kind: FileKind): string {
  return `${JSON.stringify({ title: TITLES[kind], ...jsonSchema(kind) }, undefined, 2)}\n`;
}
