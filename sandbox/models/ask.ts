import type { Aws } from '../aws';
import { SandboxFailure } from '../failure';
import type { Subject } from '../subject';
import { judged } from './answer';
import { wake } from './from-zero';
import { invoke } from './invoke';
import type { Plan } from './plan';
import { streams } from './stand-ins';

/** A model that gave the right answer. */
export interface Asked {
  readonly plan: Plan;
  /** In which ways it answered, e.g. `streamed its answer in 24 parts`. */
  readonly ways: readonly string[];
  readonly answer: string;
}

/**
 * Asks one model in the way of its serving mode, also from zero where it may go to zero.
 *
 * @throws Error saying why there is no right answer
 */
async function ask(aws: Aws, subject: Subject, plan: Plan): Promise<Asked> {
  const { model, question } = plan;
  const once = async () => {
    const reply = await invoke(aws, subject, model, question);
    return { answer: judged(plan, reply), parts: reply.parts };
  };
  const { answer, parts } = await once();
  const woken = await wake(aws, subject, model, once);
  const directly = streams(model)
    ? `streamed its answer in ${parts} ${parts === 1 ? 'part' : 'parts'}`
    : 'answered at once';
  const first = model.serving.mode === 'async' ? 'answered through its queue' : directly;
  return { plan, answer, ways: woken === undefined ? [first] : [first, woken] };
}

/**
 * Asks every model, side by side.
 *
 * @returns those that answered rightly, and what is wrong with the others
 */
export async function askAll(
  aws: Aws,
  subject: Subject,
  plans: readonly Plan[],
): Promise<{ readonly asked: readonly Asked[]; readonly wrong: readonly string[] }> {
  const outcomes = await Promise.allSettled(plans.map((plan) => ask(aws, subject, plan)));
  const asked: Asked[] = [];
  const wrong: string[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') asked.push(outcome.value);
    else wrong.push(`${plans[index]?.model.name} ${textOf(outcome.reason)}`);
  }
  return { asked, wrong };
}

function textOf(reason: unknown): string {
  if (reason instanceof SandboxFailure) return reason.message;
  return `did not answer: ${reason instanceof Error ? reason.message : String(reason)}`;
}

/**
 * Requires that no model was left out.
 *
 * @param deployed models that have a serving stack in CloudFormation
 * @param asked models that answered rightly
 * @throws SandboxFailure naming those that were left out
 */
export function requireEveryModel(
  configured: readonly string[],
  deployed: readonly string[],
  asked: readonly string[],
): void {
  const answered = new Set(asked);
  const problems = [
    ...configured.filter((name) => !deployed.includes(name)).map((name) => `${name} was not deployed`),
    ...deployed
      .filter((name) => !configured.includes(name))
      .map((name) => `${name} is in no file of the configuration`),
    ...[...new Set([...configured, ...deployed])]
      .filter((name) => !answered.has(name))
      .map((name) => `${name} was not asked`),
  ];
  if (problems.length === 0 && asked.length === configured.length) return;
  const count = `every model must be asked once: ${configured.length} configured, ${deployed.length} deployed, ${asked.length} asked`;
  throw new SandboxFailure([count, ...problems].join('; '), 'this is a fault of the sandbox: report it');
}
