import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { definitionChecks } from '../../../../constructs/compliance/definitions';
import type { ResourceView } from '../../../../constructs/template';
import { loadRules } from '../../../../constructs/compliance/rules/load-rules';
import { identityChecks } from '../../../../constructs/compliance/statements';
import { applyOwnership, AuditTrail, ModelBudget } from '../../../../constructs/governance';
import { DataKeys } from '../../../../constructs/identity';
import { Network } from '../../../../constructs/network';
import type { RealtimeEndpointProps } from '../../../../constructs/serving';
import { AccessLogBucket, ProtectedBucket } from '../../../../constructs/storage';
import {
  asynchronous,
  ENV,
  GOVERNANCE as SERVED,
  givenTo,
  realtime,
  realtimeToZero,
} from '../../serving/endpoint-stack';
import { contextOf, viewsOf } from '../views';
import { changed, GOVERNANCE } from './serving-views';

const EVERYBODY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
};
const WILDCARD = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };

const policyOn = (Resource: unknown) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource }],
});

const rules = loadRules();
const checks = [...identityChecks, ...definitionChecks()];

type Build = (stack: Stack, overrides: Partial<RealtimeEndpointProps>) => unknown;

/** The templates of the serving constructs, as an environment deploys them. */
function serving(build: Build): readonly ResourceView[] {
  const stage = new Stage(new App(), 'prod', { env: ENV });
  const stack = new Stack(stage, 'Serving');
  applyOwnership(stack, {
    owner: 'team',
    costCentre: 'CC-1001',
    environment: 'prod',
    dataClass: 'confidential',
    model: 'churn',
  });
  build(stack, { governance: { ...SERVED, readiness: GOVERNANCE.readiness } });
  const budget = new Stack(stage, 'Unused');
  new ModelBudget(stack, 'Budget', {
    environment: 'prod',
    model: 'churn',
    monthlyUsd: 100,
    alertPercents: [100],
    topic: givenTo(budget).warning,
  });
  return synthesized(stack);
}

function synthesized(stack: Stack): readonly ResourceView[] {
  const stage = Stage.of(stack);
  if (stage === undefined) throw new Error('a stack is in a stage or an app');
  return viewsOf(stage.synth().getStackByName(stack.stackName).template as Readonly<Record<string, unknown>>);
}

/** Everything that rules and checks refuse, as `id logicalId: problem`. */
function refused(resources: readonly ResourceView[]): readonly string[] {
  const context = contextOf(resources);
  return resources.flatMap((resource) => {
    const questions = [...rules, ...checks].filter(({ resourceTypes }) => resourceTypes.includes(resource.type));
    return questions.flatMap((question) => {
      const problems = question.check(resource, context);
      return problems === 'not-applicable'
        ? []
        : problems.map(({ problem }) => `${question.id} ${resource.logicalId}: ${problem}`);
    });
  });
}

test.each<[string, Build]>([
  ['realtime', realtime],
  ['asynchronous', asynchronous],
])('the %s endpoint of the library meets every rule and check in production', (_, build) => {
  expect(refused(serving(build))).toEqual([]);
});

test('the realtime-to-zero endpoint meets all but one, which its construct acknowledges: nothing tells its versions apart', () => {
  expect(refused(serving(realtimeToZero)).map((one) => one.split(' ')[0])).toEqual(['RollbackAlarmsWatchNewVersion']);
});

test('what every environment has meets every rule and check', () => {
  const stack = new Stack(new App(), 'Foundation', { env: ENV });
  const keys = new DataKeys(stack, 'Keys', { aliasPrefix: 'excorp/prod', deletionProtection: true });
  const accessLogs = new AccessLogBucket(stack, 'AccessLogs', { deletionProtection: true });
  new Network(stack, 'Network', {
    cidr: '10.30.0.0/16',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    flowLogKey: keys.logs,
    endpoints: ['ssm', 'sagemaker.runtime'],
  });
  const objectLock = { mode: 'GOVERNANCE', retention: Duration.days(90) } as const;
  new AuditTrail(stack, 'AuditTrail', { encryptionKey: keys.logs, accessLogs, objectLock, deletionProtection: true });
  const encryptionKey = keys.keyFor('confidential');
  new ProtectedBucket(stack, 'Data', { encryptionKey, accessLogs, deletionProtection: true });
  expect(refused(synthesized(stack))).toEqual([]);
});

describe('faults that are planted in what the real-time endpoint synthesizes are found', () => {
  const resources = serving(realtime);
  const idOf = (type: string) => resources.find((one) => one.type === type)?.logicalId ?? '';
  const endpoint = idOf('AWS::SageMaker::Endpoint');
  const model = idOf('AWS::SageMaker::Model');
  const idLike = (part: string) => resources.find(({ logicalId }) => logicalId.includes(part))?.logicalId ?? '';
  const watching = idLike('WatchRollbackAlarms');
  const onEndpoint = idLike('AlarmsErrorRate');

  test.each([
    ['no rollback alarm', endpoint, { DeploymentConfig: undefined }, 'RollbackAlarmOnErrors'],
    [
      'rollback alarms on the endpoint',
      endpoint,
      { DeploymentConfig: { AutoRollbackConfiguration: { Alarms: [{ AlarmName: { Ref: onEndpoint } }] } } },
      'RollbackAlarmsWatchNewVersion',
    ],
    [
      'a role that may look at no alarm',
      watching,
      { PolicyDocument: { Statement: [] } },
      'ExecutionRoleWatchesRollbackAlarms',
    ],
    [
      'a role that may look at one of its rollback alarms',
      watching,
      { PolicyDocument: policyOn({ 'Fn::GetAtt': [idLike('VersionErrorRate'), 'Arn'] }) },
      'ExecutionRoleWatchesRollbackAlarms',
    ],
    ['no tags', endpoint, { Tags: undefined }, 'OwnershipTagged'],
    [
      'one instance',
      idOf('AWS::ApplicationAutoScaling::ScalableTarget'),
      { MinCapacity: 1 },
      'EndpointKeepsTwoInstances',
    ],
    ['one zone', model, { VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] } }, 'ModelSubnetsInTwoZones'],
    ['no isolation', model, { EnableNetworkIsolation: false }, 'ModelNetworkIsolated'],
    ['an unencrypted log group', idOf('AWS::Logs::LogGroup'), { KmsKeyId: undefined }, 'StoreEncryptedWithCustomerKey'],
    [
      'a role for everybody',
      idOf('AWS::IAM::Role'),
      { AssumeRolePolicyDocument: EVERYBODY },
      'PolicyNoPublicPrincipal',
    ],
    ['a wildcard action', idOf('AWS::IAM::ManagedPolicy'), { PolicyDocument: WILDCARD }, 'IAM-ACTION-WILDCARD'],
  ])('%s', (_, logicalId, changes, id) => {
    const found = refused(changed(resources, logicalId, changes)).map((one) => one.split(' ')[0]);
    expect(found).toContain(id);
  });
});
