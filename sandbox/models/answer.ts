import Ajv from 'ajv';
import { z } from 'zod';
import { SandboxFailure } from '../failure';
import type { Reply } from './invoke';
import type { Plan } from './plan';
import { streams } from './stand-ins';

const CHUNK = z.object({ choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }) })) });
const COMPLETION = z.object({
  object: z.literal('chat.completion'),
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]),
});
const EVENT = 'data: ';
const LAST_EVENT = 'data: [DONE]';

/**
 * The value that a reply is judged by: JSON where it is JSON, of chat completions the text, streamed or whole, else the body.
 *
 * @throws SandboxFailure for a stream that breaks off
 */
export function valueOf(body: string): unknown {
  if (body.startsWith(EVENT)) return streamedText(body);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body;
  }
  const completion = COMPLETION.safeParse(value);
  return completion.success ? completion.data.choices[0].message.content : value;
}

function eventsOf(body: string): string[] {
  return body.startsWith(EVENT) ? body.split('\n\n').filter((event) => event !== '') : [];
}

function streamedText(body: string): string {
  const events = eventsOf(body);
  if (events.at(-1) !== LAST_EVENT) {
    throw new SandboxFailure(
      `the stream broke off after ${events.length} events`,
      'look into the log of the container',
    );
  }
  return events
    .slice(0, -1)
    .map((event) => CHUNK.parse(JSON.parse(event.slice(EVENT.length))).choices[0]?.delta.content ?? '')
    .join('');
}

/**
 * Judges what a model replied.
 *
 * @returns the value, as text
 * @throws SandboxFailure naming what is wrong, and what was answered
 */
export function judged({ model, question }: Pick<Plan, 'model' | 'question'>, { body }: Pick<Reply, 'body'>): string {
  const value = valueOf(body);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const ajv = new Ajv({ allErrors: true, strictTypes: false });
  const wrong = ajv.validate(question.answer, value) ? [] : [ajv.errorsText(undefined, { dataVar: 'it' })];
  // One event with text, and the last one, are what an answer looks like that was whole before it was sent.
  if (model.kind === 'llm' && streams(model) && eventsOf(body).length < 3)
    wrong.push('it must be streamed, and came whole');
  if (wrong.length === 0) return text;
  throw new SandboxFailure(`answered wrongly (${wrong.join('; ')}): ${text}`, 'look into the log of the container');
}
