import { admitsAccessLogs, type ResourceView, statementsAt } from '../../../template';
import type { RuleContext } from '../../template-check';

/** Whether a bucket takes the access logs of S3. A bucket that logged into itself would never come to rest. */
export function takesAccessLogs(bucket: ResourceView, { resources }: RuleContext): boolean {
  return statementsAt(bucket, resources).some(admitsAccessLogs);
}
