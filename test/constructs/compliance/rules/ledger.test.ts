import { LEDGER_METADATA_KEY } from '../../../../constructs/model';
import type { ResourceView } from '../../../../constructs/template';
import { loadRules } from '../../../../constructs/compliance/rules';
import { contextOf, view } from '../views';

type Fields = Readonly<Record<string, unknown>>;

const WRITER = { 'Fn::GetAtt': ['RecorderRole', 'Arn'] };
const deny = (Action: string | readonly string[], Condition?: unknown) => ({
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action,
  Resource: '*',
  ...(Condition === undefined ? {} : { Condition }),
});
const CHANGES = deny(['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:UpdateItem']);
const APPEND = deny('dynamodb:PutItem', { ArnNotEquals: { 'aws:PrincipalArn': [WRITER] } });
const DELETE = deny('dynamodb:DeleteTable');

const ledger = (changes: Fields = {}, more: Partial<ResourceView> = {}) =>
  view(
    'AWS::DynamoDB::Table',
    {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::ImportValue': 'Key' } },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      ResourcePolicy: { PolicyDocument: { Statement: [CHANGES, APPEND, DELETE] } },
      ...changes,
    },
    { logicalId: 'Ledger', metadata: { [LEDGER_METADATA_KEY]: {} }, deletionPolicy: 'Retain', ...more },
  );

const heard = (types: readonly string[], changes: Fields = {}) =>
  view(
    'AWS::Events::Rule',
    {
      State: 'ENABLED',
      EventPattern: { source: ['aws.sagemaker'], 'detail-type': types },
      Targets: [{ Arn: 'queue' }],
      ...changes,
    },
    { logicalId: `Rule${types.length}${Object.keys(changes).join('')}` },
  );
const ENDPOINTS = heard(['SageMaker Endpoint State Change', 'SageMaker Endpoint Deployment State Change']);
const VERSIONS = heard(['SageMaker Model Package State Change', 'AWS API Call via CloudTrail', 'x']);
const GROUP = view('AWS::SageMaker::ModelPackageGroup', { ModelPackageGroupName: 'excorp-prod--churn' });

/** `compliant`, `not-applicable`, or what is wrong. */
function ask(id: string, resource: ResourceView, others: readonly ResourceView[], production = true): string {
  const rule = loadRules().find((one) => one.id === id);
  const outcome = rule?.check(resource, contextOf([resource, ...others], { production }));
  return outcome?.outcome === 'non-compliant' ? outcome.problem : String(outcome?.outcome);
}

describe('REG-1', () => {
  test('passes a model package group whose versions are recorded', () => {
    expect(ask('REG-1', GROUP, [ledger(), VERSIONS])).toBe('compliant');
  });

  test('abstains from a group that events cannot name', () => {
    expect(ask('REG-1', view('AWS::SageMaker::ModelPackageGroup', {}), [])).toBe('not-applicable');
  });

  test('fails a group without ledger, with another table, and with rules that bring nothing', () => {
    const table = view('AWS::DynamoDB::Table', {}, { logicalId: 'Other' });
    expect(ask('REG-1', GROUP, [table, VERSIONS])).toBe('model package group has no release ledger in its stack');
    const unheard = 'no rule brings SageMaker Model Package State Change and AWS API Call via CloudTrail to a recorder';
    expect(ask('REG-1', GROUP, [ledger(), ENDPOINTS])).toBe(unheard);
    const types = ['SageMaker Model Package State Change', 'AWS API Call via CloudTrail'];
    expect(ask('REG-1', GROUP, [ledger(), heard(types, { State: 'DISABLED' })])).toBe(unheard);
    expect(ask('REG-1', GROUP, [ledger(), heard(types, { Targets: [] })])).toBe(unheard);
  });
});

describe('REG-2', () => {
  const policy = (...Statement: readonly unknown[]) => ({ ResourcePolicy: { PolicyDocument: { Statement } } });

  test('passes a ledger that is only added to', () => {
    expect(ask('REG-2', ledger(), [ENDPOINTS])).toBe('compliant');
  });

  test('lets an environment that is no production delete its ledger', () => {
    const open = ledger({ DeletionProtectionEnabled: false, ...policy(CHANGES, APPEND) }, { deletionPolicy: 'Delete' });
    expect(ask('REG-2', open, [ENDPOINTS], false)).toBe('compliant');
    expect(ask('REG-2', open, [ENDPOINTS])).toBe(
      'ledger can be deleted, and production keeps it; policy of the ledger does not deny dynamodb:DeleteTable to everybody',
    );
  });

  test('abstains from other tables', () => {
    expect(ask('REG-2', view('AWS::DynamoDB::Table', {}), [])).toBe('not-applicable');
  });

  test.each([
    [{ PointInTimeRecoverySpecification: undefined }, 'ledger cannot be restored to a point in time'],
    [{ SSESpecification: undefined }, 'ledger has no customer managed key'],
    [{ StreamSpecification: undefined }, 'ledger has no stream, so that no locked copy is made of its records'],
    [
      policy(deny(['dynamodb:DeleteItem']), APPEND, DELETE),
      'policy of the ledger does not deny dynamodb:BatchWriteItem, dynamodb:UpdateItem to everybody',
    ],
    [
      policy({ ...CHANGES, Condition: { StringEquals: { 'aws:PrincipalTag/x': 'y' } } }, APPEND, DELETE),
      'policy of the ledger does not deny dynamodb:BatchWriteItem, dynamodb:DeleteItem, dynamodb:UpdateItem to everybody',
    ],
    [
      policy(CHANGES, DELETE),
      'policy of the ledger does not deny dynamodb:PutItem to all but its writers, who could overwrite records',
    ],
    [
      policy(CHANGES, DELETE, deny('dynamodb:PutItem', { ArnNotEquals: { 'aws:PrincipalArn': ['*'] } })),
      'policy of the ledger does not deny dynamodb:PutItem to all but its writers, who could overwrite records',
    ],
  ])('fails %j', (changes, problem) => {
    expect(ask('REG-2', ledger(changes), [ENDPOINTS])).toBe(problem);
  });

  test('fails a ledger that hears of no endpoint', () => {
    expect(ask('REG-2', ledger(), [VERSIONS])).toBe(
      'no rule brings SageMaker Endpoint State Change and SageMaker Endpoint Deployment State Change to a recorder',
    );
  });
});
