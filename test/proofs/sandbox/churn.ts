import { z } from 'zod';
import { bytes } from '../../../sandbox/aws';
import { invoke } from '../../../sandbox/models/invoke';
import type { Plan } from '../../../sandbox/models/plan';
import type { Harness } from './harness';

/**
 * Stories that need a model which is really trained are told of the sample company's `churn` (`examples/churn`). What
 * holds for any model of any company is proved in `behaviour.proof.ts`.
 */
export const CHURN = 'churn';

const SCORES = z.object({ predictions: z.array(z.object({ score: z.number() })) });

/** What the sandbox does with `churn`. */
export function churnPlan({ plans }: Harness): Plan {
  const plan = plans.find(({ model }) => model.name === CHURN);
  if (plan === undefined) throw new Error(`the sample company has no model ${CHURN}`);
  return plan;
}

/** Asks `churn` for the score of the customer in `examples/churn/sandbox.yaml`. */
export async function churnScores(harness: Harness): Promise<number[]> {
  const { model, question } = churnPlan(harness);
  const { body } = await invoke(harness.aws, harness.subject, model, question);
  return SCORES.parse(JSON.parse(body)).predictions.map(({ score }) => score);
}

/** The version that answers, as the answer itself says. */
export async function answeringVersion(harness: Harness): Promise<string> {
  const { model, question } = churnPlan(harness);
  const { place, environment } = harness.subject;
  const request = {
    EndpointName: environment.names.endpoint(model.name),
    ContentType: question.contentType,
    Body: bytes(question.body),
  };
  const answer = z.object({ CustomAttributes: z.string() });
  return (await harness.aws.call(place, 'sagemaker-runtime', 'invoke_endpoint', request, answer)).CustomAttributes;
}

/** What the trained model scores that customer. */
export const EXPECTED_SCORES = [expect.closeTo(0.884859, 5)];
