import { nameOf } from '../aws/failure';
import { eventsAfter } from './stacks';
import type { Asks } from './trial';

/** A resource that could not be created or updated. */
export interface FailedResource {
  readonly stack: string;
  /** ISO 8601. */
  readonly at: string;
  /** E.g. `AWS::CloudTrail::Trail`. */
  readonly type: string;
  readonly resource: string;
  readonly reason: string;
}

/** What CloudFormation writes of resources that were only broken off because another one failed. */
const BROKEN_OFF = /^Resource (creation|update) cancelled/i;

/** The resources that a deployment failed at, the earliest first. A stack that is not there has none. */
export async function failedResources(asks: Asks, stacks: readonly string[]): Promise<readonly FailedResource[]> {
  const found: FailedResource[] = [];
  for (const stack of stacks) {
    try {
      for (const { at, type, resource, status, reason = 'no reason given' } of await eventsAfter(asks, stack)) {
        if (resource === undefined || !/^(CREATE|UPDATE)_FAILED$/.test(status) || BROKEN_OFF.test(reason)) continue;
        found.push({ stack, at, type, resource, reason });
      }
    } catch (error) {
      // CloudFormation calls a stack that does not exist a mistake of the request.
      if (nameOf(error) !== 'ValidationError') throw error;
    }
  }
  return found.toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
