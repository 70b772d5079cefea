/**
 * Trigger: step `Check` of the release machine.
 * Effect: none. It decides from what the machine has read, and answers.
 * Retry: safe, the same input gives the same answer.
 */
import { checkRelease, type ReleaseCheckInput, type ReleaseCheckResult } from './core/release-check';

export function handler(event: unknown): Promise<ReleaseCheckResult> {
  const input = parse(event);
  const result = checkRelease(input);
  console.info({
    model: input.request.model,
    packageArn: input.request.packageArn,
    outcome: result.outcome,
    refusals: result.refusals.map(({ code }) => code),
    warnings: result.warnings.length,
  });
  return Promise.resolve(result);
}

/** @throws TypeError naming every part that the machine should have read and did not */
export function parse(event: unknown): ReleaseCheckInput {
  if (typeof event !== 'object' || event === null)
    throw new TypeError('the input of a release check must be an object');
  const needed = [
    'request',
    'policy',
    'group',
    'today',
    'approversSettled',
    'approvals',
    'stackStatus',
    'serves',
    'endpoint',
    'quotas',
  ];
  const missing = needed.filter((key) => !(key in event));
  if (missing.length > 0) throw new TypeError(`the input of a release check has no ${missing.join(', no ')}`);
  return event as ReleaseCheckInput;
}
