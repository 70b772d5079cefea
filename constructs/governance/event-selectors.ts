import type * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import type * as s3 from 'aws-cdk-lib/aws-s3';

type Selector = cloudtrail.CfnTrail.AdvancedEventSelectorProperty;

/**
 * What CloudTrail records of SageMaker's data plane: streamed invocations, feature records, experiments in MLflow.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
const SAGEMAKER_TYPES = [
  'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SageMaker::MlflowTrackingServer',
];

/**
 * The events that the trail records.
 * @param buckets whose objects are recorded; every bucket but `own` when left out
 * @param own ARNs of the trail's buckets, which would record their own recording without end
 */
export function eventSelectors(buckets: readonly s3.IBucket[] | undefined, own: readonly string[]): Selector[] {
  return [
    { name: 'Management events', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
    ...SAGEMAKER_TYPES.map((type) => dataEvents(type)),
    ...objectEvents(buckets, own),
  ];
}

function objectEvents(buckets: readonly s3.IBucket[] | undefined, own: readonly string[]): Selector[] {
  if (buckets?.length === 0) return [];
  const arn = buckets
    ? { startsWith: objects(buckets.map(({ bucketArn }) => bucketArn)) }
    : { notStartsWith: objects(own) };
  return [dataEvents('AWS::S3::Object', { field: 'resources.ARN', ...arn })];
}

/** The slash ends the name: the names of other buckets may begin with it. */
function objects(bucketArns: readonly string[]): string[] {
  return bucketArns.map((arn) => `${arn}/`);
}

function dataEvents(type: string, ...fields: readonly cloudtrail.CfnTrail.AdvancedFieldSelectorProperty[]): Selector {
  return {
    name: `Data events of ${type}`,
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['Data'] },
      { field: 'resources.type', equalTo: [type] },
      ...fields,
    ],
  };
}
