import { isObject, itemsAt, itemsOf, type ResourceView, valuesAt } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import type { Problem, RuleContext } from '../../template-check';
import { watchedMetrics } from '../shared/alarms';
import { isNamed, resourcesOfType } from '../shared/endpoints';

const METRIC = 'OperationsFailedReplication';

/** Whether the role of a replication may do all that S3 needs shows only when an object fails. */
export const rule: ComplianceRule = {
  id: 'ReplicationFailureAlarmed',
  title: 'An alarm watches for objects that could not be replicated',
  remedy: 'give ProtectedBucket its alerts, in the same stack as the bucket',
  requirements: ['SEC-5'],
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket, context) => {
    const rules = itemsAt(bucket.properties, 'ReplicationConfiguration', 'Rules');
    if (rules.length === 0) return NOT_APPLICABLE;
    return [...silentRules(rules), ...(isWatched(bucket, context) ? [] : [unwatched()])];
  },
};

function silentRules(rules: readonly unknown[]): readonly Problem[] {
  return rules.flatMap((one, index) =>
    valuesAt(one, 'Destination', 'Metrics', 'Status').every((status) => status === 'Enabled')
      ? []
      : [
          {
            problem: 'replication publishes no metrics, so that no alarm can watch it',
            location: `Properties.ReplicationConfiguration.Rules.${index}.Destination.Metrics`,
          },
        ],
  );
}

function unwatched(): Problem {
  return {
    problem: `no alarm watches ${METRIC}: objects would stay without a replica, and nobody would know`,
    location: 'Properties.ReplicationConfiguration',
  };
}

function isWatched(bucket: ResourceView, context: RuleContext): boolean {
  return resourcesOfType(context, 'AWS::CloudWatch::Alarm')
    .flatMap(watchedMetrics)
    .some(
      ({ namespace, name, dimensions }) =>
        namespace === 'AWS/S3' &&
        name === METRIC &&
        itemsOf(dimensions).some(
          (one) => isObject(one) && one['Name'] === 'SourceBucket' && isNamed(one['Value'], bucket, 'BucketName'),
        ),
    );
}
