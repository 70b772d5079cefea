import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { ResolvedModel } from '../../lib/config';
import { SANDBOX } from '../paths';
import type { Question } from './declaration';

/** A program that answers for a model, and says that it is none. */
export interface StandIn {
  /** An absolute path. */
  readonly serve: string;
  readonly question: Question;
}

/** The file that a stand-in takes for weights: it holds the name of the model, which the stand-in puts into its answers. */
export const WEIGHTS_FILE = 'stand-in.txt';

type Kind = ResolvedModel['kind'];

const BY_KIND: Readonly<Record<Kind, (model: ResolvedModel) => StandIn>> = {
  // Triton takes tensors; the other containers take chat completions, as OpenAI's API has them.
  llm: (model) => (model.container.framework === 'triton' ? record(model) : chat(model)),
  predictive: record,
};

/** The kinds of models that there is a stand-in for. */
export const KINDS = Object.keys(BY_KIND);

/** What answers for a model that has no program of its own. */
export function standInFor(model: ResolvedModel): StandIn {
  return BY_KIND[model.kind](model);
}

/** Whether the answer is sent while it is being written. */
export function streams({ serving }: ResolvedModel): boolean {
  return 'streaming' in serving && serving.streaming;
}

function record({ name }: ResolvedModel): StandIn {
  const body = JSON.stringify({ instances: [{ note: `a record for ${name}` }] });
  const told = {
    standIn: true,
    weights: name,
    bytesReceived: Buffer.byteLength(body),
    sha256: createHash('sha256').update(body).digest('hex'),
  };
  const properties = Object.fromEntries(Object.entries(told).map(([key, value]) => [key, { const: value }]));
  return {
    serve: program('echo_server.py'),
    question: {
      contentType: 'application/json',
      body,
      answer: { type: 'object', required: Object.keys(told), properties },
    },
  };
}

function chat(model: ResolvedModel): StandIn {
  const content = `Which model answers for ${model.name}?`;
  const request = { model: model.name, messages: [{ role: 'user', content }], stream: streams(model) };
  const told = [
    "the sandbox's stand-in, not a language model",
    `Its weights are those of ${model.name}\\.`,
    `had ${content.split(' ').length} words and ${content.length} characters`,
  ];
  return {
    serve: program('llm_server.py'),
    question: {
      contentType: 'application/json',
      body: JSON.stringify(request),
      answer: { type: 'string', allOf: told.map((pattern) => ({ pattern })) },
    },
  };
}

function program(name: string): string {
  return path.join(SANDBOX, 'stand-ins', name);
}
