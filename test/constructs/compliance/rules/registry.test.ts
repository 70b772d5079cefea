import { LEDGER_METADATA_KEY } from '../../../../constructs/model';
import type { ResourceView } from '../../../../constructs/template';
import { view } from '../views';
import { ask as askIn } from './serving-views';

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

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';

const ask = (id: string, resource: ResourceView, others: readonly ResourceView[] = [], production = true) =>
  askIn(id, [resource, ...others], resource.logicalId, { production });

describe('ModelPackageGroupHasLedger', () => {
  const id = 'ModelPackageGroupHasLedger';

  test('passes a model package group beside a ledger', () => {
    expect(ask(id, GROUP, [ledger()])).toBe(PASSED);
  });

  test('abstains from a group that events cannot name', () => {
    expect(ask(id, view('AWS::SageMaker::ModelPackageGroup', {}))).toBe(ABSTAINED);
  });

  test('fails a group without ledger, and with another table', () => {
    const table = view('AWS::DynamoDB::Table', {}, { logicalId: 'Other' });
    const problem = 'Properties: model package group has no release ledger in its stack';
    expect(ask(id, GROUP)).toBe(problem);
    expect(ask(id, GROUP, [table, VERSIONS])).toBe(problem);
  });
});

describe('VersionEventsRecorded', () => {
  const id = 'VersionEventsRecorded';

  test('passes a group whose versions are heard of', () => {
    expect(ask(id, GROUP, [VERSIONS])).toBe(PASSED);
  });

  test('abstains from a group that events cannot name', () => {
    expect(ask(id, view('AWS::SageMaker::ModelPackageGroup', {}))).toBe(ABSTAINED);
  });

  test('fails a group whose events no rule brings anywhere', () => {
    const unheard =
      'Properties: no rule brings SageMaker Model Package State Change and AWS API Call via CloudTrail to a recorder';
    expect(ask(id, GROUP, [ledger(), ENDPOINTS])).toBe(unheard);
    const types = ['SageMaker Model Package State Change', 'AWS API Call via CloudTrail'];
    expect(ask(id, GROUP, [ledger(), heard(types, { State: 'DISABLED' })])).toBe(unheard);
    expect(ask(id, GROUP, [ledger(), heard(types, { Targets: [] })])).toBe(unheard);
  });
});

const OF_LEDGER = [
  'EndpointEventsRecorded',
  'LedgerChangesDenied',
  'LedgerDeletionProtected',
  'LedgerEncryptedWithCustomerKey',
  'LedgerPointInTimeRecoveryEnabled',
  'LedgerStreamEnabled',
  'LedgerWritersNamed',
] as const;

describe.each(OF_LEDGER)('%s', (id) => {
  test('passes a ledger that is only added to', () => {
    expect(ask(id, ledger(), [ENDPOINTS])).toBe(PASSED);
  });

  test('abstains from other tables', () => {
    expect(ask(id, view('AWS::DynamoDB::Table', {}))).toBe(ABSTAINED);
  });
});

describe('Of a ledger', () => {
  const policy = (...Statement: readonly unknown[]) => ({ ResourcePolicy: { PolicyDocument: { Statement } } });
  const POLICY = 'Properties.ResourcePolicy.PolicyDocument';

  test('deletion is refused in production only', () => {
    const open = ledger({ DeletionProtectionEnabled: false, ...policy(CHANGES, APPEND) }, { deletionPolicy: 'Delete' });
    expect(ask('LedgerDeletionProtected', open, [ENDPOINTS], false)).toBe(ABSTAINED);
    expect(ask('LedgerChangesDenied', open, [ENDPOINTS], false)).toBe(PASSED);
    expect(ask('LedgerDeletionProtected', open, [ENDPOINTS])).toBe(
      'Properties.DeletionProtectionEnabled: ledger can be deleted, and production keeps it',
    );
    const kept = ledger({}, { deletionPolicy: 'RetainExceptOnCreate' });
    expect(ask('LedgerDeletionProtected', kept, [ENDPOINTS])).toBe(PASSED);
    expect(ask('LedgerChangesDenied', open, [ENDPOINTS])).toBe(
      `${POLICY}: policy of the ledger does not deny dynamodb:DeleteTable to everybody`,
    );
  });

  test.each([
    [
      'LedgerPointInTimeRecoveryEnabled',
      { PointInTimeRecoverySpecification: undefined },
      'Properties.PointInTimeRecoverySpecification: ledger cannot be restored to a point in time',
    ],
    [
      'LedgerEncryptedWithCustomerKey',
      { SSESpecification: undefined },
      'Properties.SSESpecification: ledger has no customer managed key',
    ],
    [
      'LedgerStreamEnabled',
      { StreamSpecification: undefined },
      'Properties.StreamSpecification: ledger has no stream, so that no locked copy is made of its records',
    ],
    [
      'LedgerChangesDenied',
      policy(deny(['dynamodb:DeleteItem']), APPEND, DELETE),
      `${POLICY}: policy of the ledger does not deny dynamodb:BatchWriteItem, dynamodb:UpdateItem to everybody`,
    ],
    [
      'LedgerChangesDenied',
      policy({ ...CHANGES, Condition: { StringEquals: { 'aws:PrincipalTag/x': 'y' } } }, APPEND, DELETE),
      `${POLICY}: policy of the ledger does not deny dynamodb:BatchWriteItem, dynamodb:DeleteItem, dynamodb:UpdateItem to everybody`,
    ],
    [
      'LedgerWritersNamed',
      policy(CHANGES, DELETE),
      `${POLICY}: policy of the ledger does not deny dynamodb:PutItem to all but its writers, who could overwrite records`,
    ],
    [
      'LedgerWritersNamed',
      policy(CHANGES, DELETE, deny('dynamodb:PutItem', { ArnNotEquals: { 'aws:PrincipalArn': ['*'] } })),
      `${POLICY}: policy of the ledger does not deny dynamodb:PutItem to all but its writers, who could overwrite records`,
    ],
  ])('%s fails %j', (id, changes, problem) => {
    expect(ask(id, ledger(changes), [ENDPOINTS])).toBe(problem);
  });

  test('EndpointEventsRecorded fails a ledger that hears of no endpoint', () => {
    expect(ask('EndpointEventsRecorded', ledger(), [VERSIONS])).toBe(
      'Properties: no rule brings SageMaker Endpoint State Change and SageMaker Endpoint Deployment State Change to a recorder',
    );
  });
});
