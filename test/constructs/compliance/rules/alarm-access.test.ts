import type { ResourceView } from '../../../../constructs/template';
import { view } from '../views';
import { ask, changed, realtime, sleeping, without } from './serving-views';

type Fields = Readonly<Record<string, unknown>>;

const ID = 'ExecutionRoleWatchesRollbackAlarms';
const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const alarmArn = (name: string) => `arn:aws:cloudwatch:eu-west-1:333333333333:alarm:${name}`;
const statement = (Resource: unknown, more: Fields = {}) => ({
  Effect: 'Allow',
  Action: 'cloudwatch:DescribeAlarms',
  Resource,
  ...more,
});
const role = (properties: Fields = {}) => view('AWS::IAM::Role', properties, { logicalId: 'Role' });
const policy = (...Statement: readonly unknown[]) =>
  view('AWS::IAM::ManagedPolicy', { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement } }, { logicalId: 'Watch' });

/** The real-time endpoint, whose model has a role. */
const served = (...others: readonly ResourceView[]) => [
  ...changed(realtime(), 'Model', { ExecutionRoleArn: arnOf('Role') }),
  ...others,
];
const judged = (...others: readonly ResourceView[]) => ask(ID, served(...others), 'Endpoint');
const refused = (alarms: string, what = 'endpoint') =>
  `Properties.DeploymentConfig.AutoRollbackConfiguration.Alarms: ${what} has rollback alarms that its execution role Role may not look at (${alarms}), so that SageMaker does not watch them and a bad version stays`;
const ALL = refused('NewErrors, NewLatency, Quality');
const EACH = ['NewErrors', 'NewLatency', 'Quality'].map(arnOf);

test('passes a role that may look at each of the alarms, by a policy of its own, inline or in parts', () => {
  expect(judged(role(), policy(statement(EACH)))).toBe(PASSED);
  expect(judged(role(), policy(...EACH.map((one) => statement(one))))).toBe(PASSED);
  const inline = { Policies: [{ PolicyDocument: { Statement: [statement(EACH)] } }] };
  expect(judged(role(inline))).toBe(PASSED);
  const named = view(
    'AWS::IAM::ManagedPolicy',
    { PolicyDocument: { Statement: [statement(EACH)] } },
    { logicalId: 'Watch' },
  );
  expect(judged(role({ ManagedPolicyArns: [{ Ref: 'Watch' }] }), named)).toBe(PASSED);
});

test('fails a role without the permission, and names each alarm', () => {
  expect(judged(role())).toBe(ALL);
  expect(judged(role(), policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }))).toBe(ALL);
  expect(judged(role(), policy(statement(EACH, { Effect: 'Deny' })))).toBe(ALL);
  expect(judged(role(), policy(statement(EACH, { Action: 'cloudwatch:DescribeAlarmHistory' })))).toBe(ALL);
  const ofAnother = view(
    'AWS::IAM::ManagedPolicy',
    { Roles: [{ Ref: 'Other' }], PolicyDocument: { Statement: [statement(EACH)] } },
    { logicalId: 'Watch' },
  );
  expect(judged(role(), ofAnother)).toBe(ALL);
});

test('fails a role that may look at some of the alarms, or in some case only', () => {
  expect(judged(role(), policy(statement(EACH.slice(1))))).toBe(refused('NewErrors'));
  expect(judged(role(), policy(statement([alarmArn('other'), arnOf('Errors'), arnOf('Quality')])))).toBe(
    refused('NewErrors, NewLatency'),
  );
  const some = { 'Fn::If': ['Released', arnOf('Quality'), { Ref: 'AWS::NoValue' }] };
  expect(judged(role(), policy(statement([...EACH.slice(0, 2), some])))).toBe(refused('Quality'));
  const sometimes = { 'Fn::If': ['Released', statement(EACH), { Ref: 'AWS::NoValue' }] };
  expect(judged(role(), policy(sometimes))).toBe(ALL);
});

test.each<[string, Fields]>([
  ['every resource', statement('*')],
  ['every alarm', statement(alarmArn('*'))],
  ['whatever CloudWatch has', statement('arn:aws:cloudwatch:*')],
  ['a beginning of names that CloudFormation chooses', statement(alarmArn('prod-Serving-*'))],
  [
    'an account and Region that only the deployment knows',
    statement({ 'Fn::Sub': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*' }),
  ],
  ['a pattern of actions', statement('*', { Action: ['s3:GetObject', 'cloudwatch:Describe*'] })],
  ['every action', statement('*', { Action: '*' })],
  ['every action but a few', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
  ['every resource but a few', { Effect: 'Allow', Action: 'cloudwatch:*', NotResource: alarmArn('payroll') }],
])('passes a role that may look at more: %s', (_, wider) => {
  expect(judged(role(), policy(wider))).toBe(PASSED);
});

describe('Of alarms with names', () => {
  const RELEASED = { 'Fn::If': ['Released', { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] }, 'none'] };
  const joined = (before: string, after: string) => ({ 'Fn::Join': ['', [before, RELEASED, after]] });
  const named = (Resource: unknown) => {
    const names = [
      ['NewErrors', 'ErrorRate'],
      ['NewLatency', 'Latency'],
      ['Quality', 'Precision'],
    ] as const;
    const resources = names.reduce<readonly ResourceView[]>(
      (all, [id, name]) => changed(all, id, { AlarmName: joined('churn-', `-${name}`) }),
      served(role(), policy(statement(Resource))),
    );
    return ask(ID, resources, 'Endpoint');
  };
  const each = (...names: readonly string[]) => names.map((name) => joined(alarmArn('churn-'), `-${name}`));

  test('passes references, names that are joined alike, and patterns of them', () => {
    expect(named(EACH)).toBe(PASSED);
    expect(named(each('ErrorRate', 'Latency', 'Precision'))).toBe(PASSED);
    expect(named(alarmArn('churn-*'))).toBe(PASSED);
  });

  test('fails names of other alarms, and patterns that leave one out', () => {
    expect(named(each('ErrorRate', 'Latency', 'Recall'))).toBe(refused('Quality'));
    expect(named(alarmArn('churn-*-Latency'))).toBe(refused('NewErrors, Quality'));
    expect(named(alarmArn('assistant-*'))).toBe(ALL);
  });

  test('judges an alarm of another template by the name that the rollout has for it', () => {
    const Alarms = [{ AlarmName: 'shared-errors' }, { AlarmName: { 'Fn::ImportValue': 'LatencyAlarm' } }];
    const guarded = (Resource: unknown) =>
      ask(
        ID,
        changed(served(role(), policy(statement(Resource))), 'Endpoint', {
          DeploymentConfig: { AutoRollbackConfiguration: { Alarms } },
        }),
        'Endpoint',
      );
    const imported = { 'Fn::ImportValue': 'LatencyAlarmArn' };
    expect(guarded([alarmArn('shared-errors'), imported])).toBe(PASSED);
    expect(guarded([alarmArn('other'), arnOf('Errors')])).toBe(
      refused('shared-errors, {"Fn::ImportValue":"LatencyAlarm"}'),
    );
  });
});

test('fails a composite alarm whose ARN alone is allowed, for CloudWatch answers on * only', () => {
  const composite = (Resource: unknown) =>
    ask(
      ID,
      changed(
        served(role(), policy(statement(Resource)), view('AWS::CloudWatch::CompositeAlarm', {}, { logicalId: 'Any' })),
        'Endpoint',
        { DeploymentConfig: { AutoRollbackConfiguration: { Alarms: [{ AlarmName: { Ref: 'Any' } }] } } },
      ),
      'Endpoint',
    );
  expect(composite(arnOf('Any'))).toBe(refused('Any'));
  expect(composite('*')).toBe(PASSED);
});

test('asks the role of the endpoint configuration where inference components run, for both', () => {
  const resources = (...others: readonly ResourceView[]) => [
    ...changed(sleeping(), 'Config', { ExecutionRoleArn: arnOf('Role') }),
    role(),
    ...others,
  ];
  const alarms = 'Errors, Latency, Quality';
  expect(ask(ID, resources(), 'Component')).toBe(refused(alarms, 'inference component'));
  expect(ask(ID, resources(), 'Endpoint')).toBe(refused(alarms));
  const watching = resources(policy(statement(['Errors', 'Latency', 'Quality'].map(arnOf))));
  expect(['Component', 'Endpoint'].map((id) => ask(ID, watching, id))).toEqual([PASSED, PASSED]);
});

test('abstains where the template has no role or no alarm to judge, or AWS writes a policy of the role', () => {
  expect(ask(ID, realtime(), 'Endpoint')).toBe(ABSTAINED);
  expect(judged()).toBe(ABSTAINED);
  const elsewhere = { ExecutionRoleArn: { 'Fn::ImportValue': 'Role' } };
  expect(ask(ID, changed(realtime(), 'Model', elsewhere), 'Endpoint')).toBe(ABSTAINED);
  const unguarded = changed(served(role()), 'Endpoint', { DeploymentConfig: undefined });
  expect(ask(ID, unguarded, 'Endpoint')).toBe(ABSTAINED);
  expect(ask(ID, without(served(role()), 'Model'), 'Endpoint')).toBe(ABSTAINED);
  const ofAws = role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess'] });
  expect(judged(ofAws)).toBe(ABSTAINED);
});
