import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';
import { SandboxFailure } from '../failure';

/** Folder of a project in which each model may have a folder of its own, called like the model. */
const EXAMPLES = 'examples';
const FILE = 'sandbox.yaml';

const program = z.string().min(1);
const DECLARATION = z.strictObject({
  train: program,
  serve: program,
  request: z.strictObject({ contentType: z.string().min(1), body: z.json() }),
  answer: z
    .record(z.string(), z.unknown())
    .refine(
      (schema) => Object.keys(schema).length > 0,
      'a JSON Schema that can refuse an answer, {} accepts every one',
    ),
});

/** JSON Schema, draft 7. */
export type AnswerSchema = Readonly<Record<string, unknown>>;

/** What is put to a model, and what it must answer. */
export interface Question {
  readonly contentType: string;
  readonly body: string;
  /** Of the answer as JSON where it is JSON, of the text of a chat completion, or of the text. */
  readonly answer: AnswerSchema;
}

/** The programs of a model of one's own: `examples/<model>/sandbox.yaml`. */
export interface Declaration {
  /** The file, from the project's folder. */
  readonly file: string;
  /** Writes the weights into the folder that is its only argument. An absolute path. */
  readonly train: string;
  /** Stands for the container, by SageMaker's hosting contract. An absolute path. */
  readonly serve: string;
  readonly question: Question;
}

/** Where a model's programs are declared, from the project's folder. */
export function declarationFile(model: string): string {
  return `${EXAMPLES}/${model}/${FILE}`;
}

/** The models that have a declaration. */
export function declaredModels(project: string): string[] {
  const folder = path.join(project, EXAMPLES);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((model) => existsSync(path.join(project, declarationFile(model))))
    .sort();
}

/**
 * Reads the declaration of a model.
 *
 * @param project folder that holds `examples/`
 * @returns undefined when the model has none
 * @throws SandboxFailure with everything that is wrong with it
 */
export function readDeclaration(project: string, model: string): Declaration | undefined {
  const file = declarationFile(model);
  const at = path.join(project, file);
  if (!existsSync(at)) return undefined;
  const { data, error } = DECLARATION.safeParse(yamlOf(at, file));
  if (error !== undefined) throw refused(file, error.issues.map(textOf));
  const { train, serve, request, answer } = data;
  const absolute = (relative: string) => path.resolve(path.dirname(at), relative);
  const missing = [train, serve].filter((relative) => !existsSync(absolute(relative)));
  const problems = [...missing.map((relative) => `${relative} does not exist`), ...schemaProblems(answer)];
  if (problems.length > 0) throw refused(file, problems);
  const body = typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
  const question = { contentType: request.contentType, body, answer };
  return { file, train: absolute(train), serve: absolute(serve), question };
}

function yamlOf(at: string, file: string): unknown {
  try {
    return parse(readFileSync(at, 'utf8'));
  } catch (error) {
    throw refused(file, [error instanceof Error ? error.message : String(error)]);
  }
}

function textOf({ path: keys, message }: z.core.$ZodIssue): string {
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
}

function schemaProblems(answer: AnswerSchema): string[] {
  try {
    new Ajv({ strictTypes: false }).compile(answer);
    return [];
  } catch (error) {
    return [`answer: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function refused(file: string, problems: readonly string[]): SandboxFailure {
  return new SandboxFailure(
    `${file} does not declare a model: ${problems.join('; ')}`,
    'write it as sandbox/README.md says, or delete it, and a stand-in answers',
  );
}
