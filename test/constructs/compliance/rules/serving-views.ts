import { MODEL_METADATA_KEY, READINESS_ITEMS } from '../../../../constructs/model/core/metadata';
import type { ResourceView } from '../../../../constructs/template';
import type { RuleContext } from '../../../../constructs/compliance/template-check';
import { requirementsOf } from '../../../../constructs/compliance/rule';
import { loadRules } from '../../../../constructs/compliance/rules/load-rules';
import { contextOf, said, view } from '../views';

type Fields = Readonly<Record<string, unknown>>;

/** Readiness evidence that counts on the day of the tests. */
export const EVIDENCE = {
  evidence: 'https://wiki.example.com/x',
  summary: 'Shown in the pilot',
  owner: 'team@example.com',
  date: '2026-09-01',
  expires: '2027-09-01',
};

export const GOVERNANCE = {
  model: 'churn',
  owner: 'Customer Analytics Team <customer-analytics@example.com>',
  costCentre: 'CC-1001',
  riskClass: 'medium',
  dataClass: 'confidential',
  readiness: Object.fromEntries(READINESS_ITEMS.map((item) => [item, EVIDENCE])),
  objectives: { latencyP99Milliseconds: 200, availabilityPercent: 99.9 },
};

const TAGS = [
  { Key: 'cost-centre', Value: 'CC-1001' },
  { Key: 'owner', Value: 'customer-analytics' },
];
const VPC = {
  Subnets: [{ 'Fn::ImportValue': 'net:SubnetA' }, { 'Fn::ImportValue': 'net:SubnetB' }],
  SecurityGroupIds: [{ 'Fn::ImportValue': 'net:Group' }],
};
const RETAINED = { deletionPolicy: 'Retain', updateReplacePolicy: 'Retain' };
const ENDPOINT_NAME = 'excorp-prod--churn';
const PACKAGE = { Ref: 'ModelPackageArn' };
const MODEL_NAME = { 'Fn::GetAtt': ['Model', 'ModelName'] };
const CONFIG_NAME = { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] };
const BY_REFERENCE = { 'Fn::GetAtt': ['Endpoint', 'EndpointName'] };

function alarm(logicalId: string, MetricName: string, dimensions: Fields, more: Fields = {}): ResourceView {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const common = { Namespace: 'AWS/SageMaker', MetricName, Dimensions, Threshold: 0.01 };
  return view('AWS::CloudWatch::Alarm', { ...common, ...more }, { logicalId });
}

const guardedBy = (...ids: readonly string[]) => ({ Alarms: ids.map((Ref) => ({ AlarmName: { Ref } })) });

/** What guards a rollout, as an endpoint refers to it. */
export const ROLLBACK = guardedBy('NewErrors', 'NewLatency', 'Quality');
/** The same of an inference component, whose metrics mix its versions. */
const OF_COMPONENT = guardedBy('Errors', 'Latency', 'Quality');

function endpoint(AutoRollbackConfiguration = ROLLBACK): ResourceView {
  const properties = {
    EndpointName: ENDPOINT_NAME,
    EndpointConfigName: CONFIG_NAME,
    DeploymentConfig: {
      AutoRollbackConfiguration,
      BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'CANARY' } },
    },
    Tags: TAGS,
  };
  const metadata = { [MODEL_METADATA_KEY]: GOVERNANCE };
  return view('AWS::SageMaker::Endpoint', properties, { logicalId: 'Endpoint', metadata });
}

const budget = view(
  'AWS::Budgets::Budget',
  {
    Budget: { FilterExpression: { Tags: { Key: 'model', Values: ['churn'] } } },
    NotificationsWithSubscribers: [{ Subscribers: [{ Address: 'a' }] }],
  },
  { logicalId: 'Budget' },
);

function model(): ResourceView {
  const properties = {
    EnableNetworkIsolation: true,
    PrimaryContainer: { ModelPackageName: PACKAGE },
    VpcConfig: VPC,
    Tags: TAGS,
  };
  return view('AWS::SageMaker::Model', properties, { logicalId: 'Model', ...RETAINED });
}

function config(variant: Fields, more: Fields = {}): ResourceView {
  const ProductionVariants = [
    { VariantName: 'AllTraffic', InitialInstanceCount: 2, InstanceType: 'ml.g5.2xlarge', ...variant },
  ];
  return view(
    'AWS::SageMaker::EndpointConfig',
    { ProductionVariants, Tags: TAGS, ...more },
    { logicalId: 'Config', ...RETAINED },
  );
}

function scaling(ResourceId: unknown, ScalableDimension: string, MinCapacity: number, metric: string): ResourceView[] {
  return [
    view(
      'AWS::ApplicationAutoScaling::ScalableTarget',
      { ResourceId, ScalableDimension, MinCapacity, MaxCapacity: 4 },
      { logicalId: 'Target' },
    ),
    view(
      'AWS::ApplicationAutoScaling::ScalingPolicy',
      { ScalingTargetId: { Ref: 'Target' }, TargetTrackingScalingPolicyConfiguration: { metric } },
      { logicalId: 'Tracking' },
    ),
    view(
      'AWS::ApplicationAutoScaling::ScalingPolicy',
      { ScalingTargetId: { Ref: 'Target' }, PolicyType: 'StepScaling' },
      { logicalId: 'WakeUp' },
    ),
  ];
}

const VARIANT = {
  ModelName: MODEL_NAME,
  ContainerStartupHealthCheckTimeoutInSeconds: 600,
};
const VARIANT_ID = { 'Fn::Join': ['', ['endpoint/', BY_REFERENCE, '/variant/AllTraffic']] };
const VARIANT_DIMENSION = 'sagemaker:variant:DesiredInstanceCount';
const LATENCY = { Threshold: 200_000 };
const JUDGED = { Namespace: 'ModelQuality/excorp-prod--churn', Threshold: 0.6 };

/** The alarms that watch the released version alone. */
function ofVersion(EndpointName: unknown): ResourceView[] {
  const EndpointConfigName = { 'Fn::If': ['Released', CONFIG_NAME, 'none'] };
  return [
    alarm('NewErrors', 'Invocation5XXErrors', { EndpointName, EndpointConfigName }),
    alarm('NewLatency', 'ModelLatency', { EndpointName, EndpointConfigName }, LATENCY),
    alarm('Quality', 'Precision', { EndpointName, ModelPackageArn: PACKAGE }, JUDGED),
  ];
}

/** A real-time endpoint that meets every requirement in production. */
export const realtime = (): readonly ResourceView[] => [
  endpoint(),
  config(VARIANT),
  model(),
  budget,
  ...scaling(VARIANT_ID, VARIANT_DIMENSION, 2, 'SageMakerVariantConcurrentRequestsPerModelHighResolution'),
  alarm('Errors', 'Invocation5XXErrors', { EndpointName: ENDPOINT_NAME }),
  alarm('Latency', 'ModelLatency', { EndpointName: ENDPOINT_NAME }, LATENCY),
  ...ofVersion(ENDPOINT_NAME),
];

/** An asynchronous endpoint that goes to zero. */
export const queued = (): readonly ResourceView[] => [
  endpoint(),
  config(VARIANT, {
    AsyncInferenceConfig: {
      OutputConfig: {
        KmsKeyId: { Ref: 'Key' },
        NotificationConfig: { SuccessTopic: { Ref: 'Success' }, ErrorTopic: { Ref: 'Error' } },
      },
    },
  }),
  model(),
  budget,
  ...scaling(VARIANT_ID, VARIANT_DIMENSION, 0, 'ApproximateBacklogSizePerInstance'),
  alarm('Errors', 'Invocation5XXErrors', { EndpointName: BY_REFERENCE }),
  alarm('Latency', 'ModelLatency', { EndpointName: BY_REFERENCE }, LATENCY),
  ...ofVersion(BY_REFERENCE),
  alarm('Waking', 'HasBacklogWithoutCapacity', { EndpointName: ENDPOINT_NAME }, { AlarmActions: [{ Ref: 'WakeUp' }] }),
];

/** A real-time endpoint with an inference component, which goes to zero. */
export const sleeping = (): readonly ResourceView[] => {
  const dimensions = { InferenceComponentName: 'assistant' };
  return [
    endpoint(OF_COMPONENT),
    config(
      { ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 2 } },
      { EnableNetworkIsolation: true, VpcConfig: VPC },
    ),
    model(),
    budget,
    view(
      'AWS::SageMaker::InferenceComponent',
      {
        InferenceComponentName: 'assistant',
        EndpointName: BY_REFERENCE,
        Specification: {
          ModelName: MODEL_NAME,
          DataCacheConfig: { EnableCaching: true },
          StartupParameters: { ContainerStartupHealthCheckTimeoutInSeconds: 900 },
        },
        DeploymentConfig: {
          AutoRollbackConfiguration: OF_COMPONENT,
          RollingUpdatePolicy: { WaitIntervalInSeconds: 600 },
        },
        Tags: TAGS,
      },
      { logicalId: 'Component' },
    ),
    ...scaling(
      'inference-component/assistant',
      'sagemaker:inference-component:DesiredCopyCount',
      0,
      'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution',
    ),
    alarm('Errors', 'Invocation5XXErrors', dimensions),
    alarm('Latency', 'ModelLatency', dimensions, LATENCY),
    alarm('Quality', 'Accepted', { EndpointName: ENDPOINT_NAME, ModelPackageArn: PACKAGE }, JUDGED),
    alarm('Waking', 'NoCapacityInvocationFailures', dimensions, { AlarmActions: [{ Ref: 'WakeUp' }] }),
  ];
};

/** The same resources, one of them with other sections, e.g. `metadata`. */
export function rewritten(
  resources: readonly ResourceView[],
  logicalId: string,
  rewrite: (resource: ResourceView) => ResourceView,
): readonly ResourceView[] {
  return resources.map((one) => (one.logicalId === logicalId ? rewrite(one) : one));
}

/** The same resources, one of them with other properties; `undefined` takes a property away. */
export function changed(
  resources: readonly ResourceView[],
  logicalId: string,
  changes: Fields,
): readonly ResourceView[] {
  return rewritten(resources, logicalId, (one) => ({ ...one, properties: { ...one.properties, ...changes } }));
}

/** The real-time endpoint with other governance; `undefined` leaves all of it out. */
export const governed = (changes: Fields | undefined): readonly ResourceView[] =>
  rewritten(realtime(), 'Endpoint', (one) => ({
    ...one,
    metadata: changes === undefined ? {} : { [MODEL_METADATA_KEY]: { ...GOVERNANCE, ...changes } },
  }));

/** The same resources, with changes to the only variant. */
export function withVariant(resources: readonly ResourceView[], changes: Fields): readonly ResourceView[] {
  return rewritten(resources, 'Config', (one) => {
    const [variant] = one.properties['ProductionVariants'] as readonly Fields[];
    return { ...one, properties: { ...one.properties, ProductionVariants: [{ ...variant, ...changes }] } };
  });
}

/** The same resources without some. */
export function without(resources: readonly ResourceView[], ...logicalIds: readonly string[]): readonly ResourceView[] {
  return resources.filter((one) => !logicalIds.includes(one.logicalId));
}

const rules = new Map(loadRules().map((rule) => [rule.id, rule]));

/** What a rule says of one of the resources: `compliant`, `not-applicable`, or each problem as `location: problem`. */
export function ask(
  id: string,
  resources: readonly ResourceView[],
  logicalId: string,
  more: Partial<RuleContext> = {},
): string {
  const rule = rules.get(id);
  const resource = resources.find((one) => one.logicalId === logicalId);
  if (rule === undefined || resource === undefined) throw new Error(`no rule ${id} or no resource ${logicalId}`);
  if (!rule.resourceTypes.includes(resource.type)) throw new Error(`${id} is not asked about ${resource.type}`);
  return said(rule.check(resource, contextOf(resources, more)));
}

/** What all rules of a requirement say of one of the resources, in the form of {@link ask}. */
export function askRequirement(requirement: string, resources: readonly ResourceView[], logicalId: string): string {
  const type = resources.find((one) => one.logicalId === logicalId)?.type ?? '';
  const asked = [...rules.values()].filter(
    (rule) => requirementsOf(rule).includes(requirement) && rule.resourceTypes.includes(type),
  );
  if (asked.length === 0) throw new Error(`no rule of ${requirement} is asked about ${type}`);
  const answers = new Set(asked.map(({ id }) => ask(id, resources, logicalId)));
  const problems = [...answers].filter((answer) => answer !== 'compliant' && answer !== 'not-applicable');
  if (problems.length > 0) return problems.join('\n');
  return answers.has('compliant') ? 'compliant' : 'not-applicable';
}
