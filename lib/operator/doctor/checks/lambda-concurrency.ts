import { UNRESERVED_CONCURRENCY } from '../../../../constructs/model/core';
import { awsCheck, type Finding, type Subject } from '../check';

/** Functions that the stacks of one environment have; a test counts them. */
export const FUNCTIONS = 7;

/**
 * Executions of each function at a time while several models change at once: events arrive in bursts, and each burst starts
 * several copies.
 */
const AT_A_TIME = 5;

/**
 * Whether Lambda runs enough functions at a time. New accounts have 10 or 50: releases and the ledger are throttled then, and
 * nothing can be reserved.
 */
export const lambdaConcurrency = awsCheck({
  id: 'lambda-concurrency',
  title: "Lambda's concurrent executions",
  permissions: [{ calls: ['GetAccountSettings'], on: '`*`' }],
  needs: (subject) => [`whether Lambda allows ${neededBy(subject)} concurrent executions`],
  look: async (subject, ask) => {
    const { AccountLimit = {} } = await ask()('GetAccountSettings', {});
    const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = ConcurrentExecutions } = AccountLimit;
    return [judged(subject, ConcurrentExecutions, UnreservedConcurrentExecutions)];
  },
});

/** What the functions reserve with what AWS keeps unreserved; without a reservation, what they use at a time. */
function neededBy({ environment: { functions } }: Subject): number {
  if (functions === undefined) return FUNCTIONS * AT_A_TIME;
  return Math.max(FUNCTIONS * functions.reservedConcurrency + UNRESERVED_CONCURRENCY, functions.accountConcurrency);
}

function judged(subject: Subject, total: number, unreserved: number): Finding {
  const { functions, region } = subject.environment;
  const needed = neededBy(subject);
  const what = `${total} concurrent executions of Lambda functions, ${unreserved} of them not reserved; an environment needs ${needed}`;
  // After a deployment, what is reserved is the environment's own.
  const available = functions === undefined ? unreserved : total;
  if (available >= needed) return { status: 'ok', what };
  const asked = Math.max(1000, needed);
  const remedy = `ask Service Quotas in ${region} for ${asked} of Lambda's 'Concurrent executions'; that can take days`;
  return { status: 'missing', what, remedy };
}
