import { awsCheck, type Finding } from '../check';

/** Functions that the stacks of one environment have; a test counts them. */
export const FUNCTIONS = 7;

/**
 * Executions of each function at a time while several models change at once: events arrive in bursts, and each burst starts
 * several copies.
 */
const AT_A_TIME = 5;

/** Whether Lambda runs enough functions at a time. New accounts have 10 or 50: releases and the ledger are throttled then. */
export const lambdaConcurrency = awsCheck({
  id: 'lambda-concurrency',
  title: "Lambda's concurrent executions",
  permissions: [{ calls: ['GetAccountSettings'], on: '`*`' }],
  needs: () => [`whether Lambda allows ${NEEDED} concurrent executions`],
  look: async ({ environment: { region } }, ask) => {
    const { AccountLimit = {} } = await ask()('GetAccountSettings', {});
    const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = ConcurrentExecutions } = AccountLimit;
    return [judged(ConcurrentExecutions, UnreservedConcurrentExecutions, region)];
  },
});

const NEEDED = FUNCTIONS * AT_A_TIME;

function judged(total: number, unreserved: number, region: string): Finding {
  const what = `${total} concurrent executions of Lambda functions, ${unreserved} of them not reserved; an environment needs ${NEEDED}`;
  if (unreserved >= NEEDED) return { status: 'ok', what };
  const remedy = `ask Service Quotas in ${region} for 1000 of Lambda's 'Concurrent executions', the usual default; that can take days`;
  return { status: 'missing', what, remedy };
}
