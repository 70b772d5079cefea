import { LEDGER_PERMISSIONS } from '../aws/ledger';
import { RELEASE_STATE_PERMISSIONS, START_PERMISSIONS, WATCH_PERMISSIONS } from '../aws/release';
import { SESSION_PERMISSIONS } from '../aws/session';
import type { Permissions } from '../permissions';
import { METRICS_PERMISSIONS } from '../register/objects';

/** What the bootstrap of the environment `prove`, and its removal, ask for besides what `cdk bootstrap` does. */
export const BOOTSTRAP_PERMISSIONS = [
  {
    calls: ['CreatePolicy', 'CreatePolicyVersion', 'ListPolicyVersions', 'DeletePolicyVersion', 'DeletePolicy'],
    on: 'the policies `<prefix>-prove-*`',
  },
  { calls: ['DeleteStack', 'DescribeStacks'], on: 'its bootstrap stack', when: 'it is deleted' },
  { calls: ['DeleteBucket'], on: 'the bucket of its bootstrap stack', when: 'it is deleted' },
] as const satisfies Permissions;

/** What the proofs themselves ask for. */
export const TRIAL_PERMISSIONS = [
  ...SESSION_PERMISSIONS,
  ...LEDGER_PERMISSIONS,
  ...METRICS_PERMISSIONS,
  ...RELEASE_STATE_PERMISSIONS,
  ...START_PERMISSIONS,
  ...WATCH_PERMISSIONS,
  {
    calls: ['PutObject', 'HeadObject'],
    on: 'the buckets of the environment `prove`, also the replica',
    key: 'kms:GenerateDataKey',
  },
  { calls: ['CreateModelPackage'], on: 'its model package groups' },
  { calls: ['ListExecutions'], on: 'its release machine' },
  {
    calls: [
      'DescribeEndpoint',
      'DescribeEndpointConfig',
      'InvokeEndpoint',
      'InvokeEndpointAsync',
      'UpdateEndpointWeightsAndCapacities',
    ],
    on: 'its endpoints',
  },
  { calls: ['DescribeModel'], on: 'its models' },
  { calls: ['DescribeStacks', 'DescribeStackEvents', 'ListStackResources'], on: 'its stacks' },
  { calls: ['CancelUpdateStack'], on: 'the stack that serves its model' },
  { calls: ['DescribeAlarms', 'DescribeAlarmHistory', 'SetAlarmState'], on: 'its alarms' },
  {
    calls: ['ListSubscriptionsByTopic'],
    on: 'its alert topics',
    when: 'the mail of an alarm did not arrive',
  },
  { calls: ['ListMetrics'], on: '`*`' },
  { calls: ['GetTrailStatus'], on: 'its trail' },
  { calls: ['BatchGetImage'], on: 'the repository of the container', when: '--image is not given' },
] as const satisfies Permissions;

/** What deleting everything asks for besides what `cdk destroy` does. */
export const TEARDOWN_PERMISSIONS = [
  { calls: ['ListEndpointConfigs', 'ListModels'], on: '`*`' },
  { calls: ['ListObjectVersions', 'DeleteObjects'], on: 'its buckets, with `s3:BypassGovernanceRetention`' },
  {
    calls: [
      'DeleteEndpointConfig',
      'DeleteModel',
      'ListModelPackages',
      'DeleteModelPackage',
      'DeleteModelPackageGroup',
      'DeleteLogGroup',
      'DeleteParameters',
    ],
    on: 'what its stacks retain',
  },
] as const satisfies Permissions;

/**
 * What `blueprint prove` asks AWS for. It runs with credentials of an administrator, because it also runs `cdk bootstrap`,
 * `cdk deploy` and `cdk destroy`; these are the calls that it sends itself.
 */
export const PROOF_PERMISSIONS = [
  ...BOOTSTRAP_PERMISSIONS,
  ...TRIAL_PERMISSIONS,
  ...TEARDOWN_PERMISSIONS,
] as const satisfies Permissions;
