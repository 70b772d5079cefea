import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { ModelGovernance } from '../../../constructs/model';
import { EndpointAlarms, QualityAlarms } from '../../../constructs/monitoring';
import { ReleasedModelPackage } from '../../../constructs/release';
import {
  AsyncEndpoint,
  Rollout,
  ServingPlatform,
  RealtimeToZeroEndpoint,
  RealtimeEndpoint,
  type AsyncEndpointProps,
  type EndpointProps,
  type RealtimeEndpointProps,
  type RealtimeToZeroEndpointProps,
  type ServingPlatformProps,
} from '../../../constructs/serving';

export const ENDPOINT_NAME = 'excorp-prod--churn';
export const ENV = { account: '333333333333', region: 'eu-west-1' };

export const GOVERNANCE: ModelGovernance = {
  model: 'churn',
  owner: 'Customer Analytics Team <customer-analytics@example.com>',
  costCentre: 'CC-1001',
  riskClass: 'medium',
  dataClass: 'confidential',
  readiness: {},
  objectives: { latencyP99Milliseconds: 200, availabilityPercent: 99.9 },
};

/** What a serving stack is given by others, imported, so that it is alone in its template. */
export function givenTo(stack: Stack) {
  const subnet = (id: string, zone: string) =>
    ec2.Subnet.fromSubnetAttributes(stack, id, {
      subnetId: `subnet-0000000000000000${id}`,
      availabilityZone: zone,
      routeTableId: `rtb-0000000000000000${id}`,
    });
  const key = (id: string) =>
    kms.Key.fromKeyArn(stack, id, `arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-00000000000${id}`);
  const topic = (id: string) => sns.Topic.fromTopicArn(stack, id, `arn:aws:sns:eu-west-1:333333333333:${id}`);
  return {
    network: {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-00000000000000001',
        availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      }),
      subnets: [subnet('a', 'eu-west-1a'), subnet('b', 'eu-west-1b')] as ec2.ISubnet[],
      workloadSecurityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-00000000000000001', {
        mutable: false,
      }),
    },
    modelKey: key('1'),
    logKey: key('2'),
    dataKey: key('3'),
    topicKey: key('4'),
    modelBucket: s3.Bucket.fromBucketName(stack, 'Models', 'models-bucket'),
    dataBucket: s3.Bucket.fromBucketName(stack, 'Data', 'data-bucket'),
    imageRepository: ecr.Repository.fromRepositoryArn(
      stack,
      'Image',
      'arn:aws:ecr:eu-west-1:763104351884:repository/djl-inference',
    ),
    critical: topic('critical'),
    warning: topic('warning'),
    success: topic('success'),
    error: topic('error'),
  };
}

export type Given = ReturnType<typeof givenTo>;

/** As in cdk.json: ARNs are literal where the Region is known. */
const context = { '@aws-cdk/core:enablePartitionLiterals': true };

export function newStack(app = new App({ context }), id = 'Serving'): Stack {
  return new Stack(app, id, { env: ENV });
}

/** An endpoint, whose alarms guard its rollouts. */
function guarded<E extends RealtimeEndpoint | RealtimeToZeroEndpoint | AsyncEndpoint>(
  endpoint: E,
  { modelPackage }: EndpointProps,
  given: Given,
): E {
  const stack = Stack.of(endpoint);
  const alerts = { critical: given.critical, warning: given.warning };
  const { rollback } = new EndpointAlarms(stack, 'Alarms', {
    metrics: endpoint.metrics,
    latencyObjective: Duration.millis(200),
    availabilityObjectivePercent: 99.9,
    alerts,
    firstTrafficPercent: 10,
  });
  const quality = [{ name: 'Precision', description: 'Share of warned customers who meant to leave', floor: 0.6 }];
  const { endpointName } = endpoint;
  const answers = new QualityAlarms(stack, 'Answers', { endpointName, modelPackage, quality, alerts });
  endpoint.addRollbackAlarms(...rollback, ...answers.rollback);
  return endpoint;
}

export function platformOf(stack: Stack, given: Given, overrides: Partial<ServingPlatformProps> = {}): ServingPlatform {
  return new ServingPlatform(stack, 'Platform', {
    network: given.network,
    modelBucket: given.modelBucket,
    encryptionKey: given.modelKey,
    logEncryptionKey: given.logKey,
    asyncQueue: { bucket: given.dataBucket, encryptionKey: given.dataKey },
    ...overrides,
  });
}

function common(stack: Stack, given: Given): EndpointProps {
  return {
    endpointName: ENDPOINT_NAME,
    modelPackage: new ReleasedModelPackage(stack, 'ModelPackage', {
      parameterName: '/excorp/prod/churn/model-package-arn',
    }),
    governance: GOVERNANCE,
    platform: platformOf(stack, given),
    imageRepository: given.imageRepository,
    environment: { SAGEMAKER_TRITON_DEFAULT_MODEL_NAME: 'churn' },
    instanceTypes: ['ml.g5.2xlarge', 'ml.g6.2xlarge'],
    minInstances: 2,
    maxInstances: 6,
    rollout: Rollout.canary(10, Duration.minutes(15)),
  };
}

/** A real-time endpoint whose rollouts nothing guards. */
export function unguarded(stack: Stack): RealtimeEndpoint {
  return new RealtimeEndpoint(stack, 'Endpoint', {
    ...common(stack, givenTo(stack)),
    targetConcurrencyPerInstance: 8,
  });
}

export function realtime(stack: Stack, overrides: Partial<RealtimeEndpointProps> = {}): RealtimeEndpoint {
  const given = givenTo(stack);
  const props = { ...common(stack, given), targetConcurrencyPerInstance: 8, ...overrides };
  return guarded(new RealtimeEndpoint(stack, 'Endpoint', props), props, given);
}

export function realtimeToZero(
  stack: Stack,
  overrides: Partial<RealtimeToZeroEndpointProps> = {},
): RealtimeToZeroEndpoint {
  const given = givenTo(stack);
  const props = {
    ...common(stack, given),
    instanceTypes: ['ml.g6.12xlarge'],
    minInstances: 0,
    minCopies: 0,
    maxCopies: 4,
    acceleratorsPerCopy: 4,
    memoryPerCopy: Size.mebibytes(98_304),
    targetConcurrencyPerCopy: 16,
    rollout: Rollout.rolling(50, Duration.minutes(10)),
    ...overrides,
  };
  return guarded(new RealtimeToZeroEndpoint(stack, 'Endpoint', props), props, given);
}

export function asynchronous(stack: Stack, overrides: Partial<AsyncEndpointProps> = {}): AsyncEndpoint {
  const given = givenTo(stack);
  const props = {
    ...common(stack, given),
    instanceTypes: ['ml.g6.xlarge'],
    minInstances: 0,
    maxInstances: 4,
    targetBacklogPerInstance: 5,
    maxConcurrentInvocationsPerInstance: 4,
    successTopic: given.success,
    errorTopic: given.error,
    topicEncryptionKey: given.topicKey,
    ...overrides,
  };
  return guarded(new AsyncEndpoint(stack, 'Endpoint', props), props, given);
}
