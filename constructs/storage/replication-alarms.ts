import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { AlarmSet } from '../monitoring';

/** A bucket whose objects are replicated. */
export interface ReplicatedBucket {
  readonly source: s3.IBucket;
  /** ARN of the bucket with the replicas. */
  readonly destinationArn: string;
  /** Id of the replication rule, which must publish metrics. */
  readonly ruleId: string;
}

/** What Replication Time Control promises: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html */
const LATE = Duration.minutes(15);

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html#s3-cloudwatch-replication-metrics */
function metricOf({ source, destinationArn, ruleId }: ReplicatedBucket, metricName: string, statistic: string) {
  return new cloudwatch.Metric({
    namespace: 'AWS/S3',
    metricName,
    dimensionsMap: {
      SourceBucket: source.bucketName,
      DestinationBucket: Stack.of(source).splitArn(destinationArn, ArnFormat.NO_RESOURCE_NAME).resource,
      RuleId: ruleId,
    },
    period: Duration.minutes(5),
    statistic,
  });
}

/** The alarms of replication. */
export const REPLICATION_ALARMS = new AlarmSet<ReplicatedBucket>(
  'storage',
  ({ source }, region) => `s3/buckets/${source.bucketName}?region=${region}&tab=metrics`,
  [
    {
      id: 'ReplicationFailed',
      severity: 'critical',
      anchor: 'replication-failed',
      metric: (bucket) => metricOf(bucket, 'OperationsFailedReplication', 'Sum'),
      threshold: () => 0,
      meaning: () => 'objects could not be replicated: the recovery Region lacks them, and S3 does not try again.',
      missing: { counts: 'good', because: 'the metric is published only while objects are replicated.' },
    },
    {
      id: 'ReplicationLate',
      severity: 'warning',
      anchor: 'replication-late',
      metric: (bucket) => metricOf(bucket, 'ReplicationLatency', 'Maximum'),
      threshold: () => LATE.toSeconds(),
      evaluationPeriods: () => 3,
      meaning: () => `replicas are behind their objects for longer than ${LATE.toMinutes()} minutes.`,
      missing: { counts: 'good', because: 'the metric is published only while objects are replicated.' },
    },
  ],
);
