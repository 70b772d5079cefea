import type { Problem, TemplateCheck } from '../template-check';
import { type DocumentKind, isIntrinsic, isObject, itemsAt, valuesAt, type Statement } from '../../template';
import { conditionsOf } from './conditions';
import { statementCheck } from './statement-check';

interface UnsentKeys {
  readonly service: string;
  readonly kind: DocumentKind;
  /** Which actions it is about. @default - all */
  readonly actions?: RegExp;
  /** What the service does when it meets the statement. */
  readonly when: string;
}

/**
 * Services that are documented without the keys of the caller's source, by the kind of policy:
 * - CloudTrail: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
 * - S3: https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 * - EventBridge: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html (the keys of topics: not supported),
 *   https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html (the keys of queues) and
 *   https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (topics: no conditions; it names its
 *   rule to queues)
 */
const UNSENT: readonly UnsentKeys[] = [
  { service: 'cloudtrail.amazonaws.com', kind: 'trust', when: 'it assumes the role of its log group' },
  { service: 's3.amazonaws.com', kind: 'trust', when: 'it assumes the role of a replication' },
  { service: 'events.amazonaws.com', kind: 'key', when: 'it uses the key of a topic or queue' },
  { service: 'events.amazonaws.com', kind: 'resource', actions: /^sns:/i, when: 'it publishes to a topic' },
];

const SOURCE_KEY = /^aws:source(?:arn|account|orgid|orgpaths)$/i;

const unsent = statementCheck(
  {
    id: 'IAM-CONDITION-UNSENT',
    title: 'An allowance for a service asks for no key that the service is not documented to send',
    remedy:
      'give the service a statement of its own without the condition, or with an operator that ends in IfExists, and limit the service by the policy of the role or queue',
  },
  (statement) => {
    if (!valuesAt(statement.value, 'Effect').includes('Allow')) return [];
    const services = itemsAt(statement.value, 'Principal', 'Service');
    const actions = itemsAt(statement.value, 'Action').filter((action) => typeof action === 'string');
    return UNSENT.filter(
      (one) =>
        one.kind === statement.kind &&
        services.includes(one.service) &&
        (one.actions === undefined || actions.some((action) => one.actions?.test(action))),
    ).flatMap(({ service, when }) => sourceKeys(statement).map((found) => problemOf(found, service, when)));
  },
);

interface FoundKey {
  readonly key: string;
  readonly location: string;
}

/** The source keys that must be there for the statement to match. */
function sourceKeys(statement: Statement): readonly FoundKey[] {
  return conditionsOf(statement)
    .filter(({ name }) => !name.endsWith('IfExists'))
    .flatMap(({ keys, location }) =>
      isObject(keys) && !isIntrinsic(keys)
        ? Object.keys(keys)
            .filter((key) => SOURCE_KEY.test(key))
            .map((key) => ({ key, location: `${location}.${key}` }))
        : [],
    );
}

function problemOf({ key, location }: FoundKey, service: string, when: string): Problem {
  return { location, problem: `${service} is not documented to send ${key} when ${when}, so that it may be refused` };
}

/** Checks of what a service is asked for. */
export const unsentKeyChecks: readonly TemplateCheck[] = [unsent];
