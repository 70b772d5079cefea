import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { decide, handler, type ApiCallEvent } from '../../../constructs/release/record-approver.lambda';

const ARN = 'arn:aws:sagemaker:eu-west-1:333333333333:model-package/excorp-prod--churn/14';
const BEN = 'arn:aws:sts::333333333333:assumed-role/AWSReservedSSO_Approver_1/ben@example.com';
const models = { 'excorp-prod--churn': { model: 'churn', parameterName: '/excorp/prod/churn/model-package-arn' } };

/** As CloudTrail writes it. */
function event(requestParameters: Record<string, unknown>, detail: Partial<ApiCallEvent['detail']> = {}): ApiCallEvent {
  return {
    models,
    detail: {
      eventID: '6c2f',
      eventTime: '2026-11-23T10:00:00Z',
      userIdentity: { arn: BEN, sessionContext: { sourceIdentity: 'ben' } },
      requestParameters: { modelPackageArn: ARN, ...requestParameters },
      ...detail,
    },
  };
}

const dynamodb = mockClient(DynamoDBClient);
beforeEach(() => {
  dynamodb.reset();
  process.env['TABLE_NAME'] = 'releases';
  jest.spyOn(console, 'info').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

test('keeps who approved a version, under the version and the event', async () => {
  await handler(event({ modelApprovalStatus: 'Approved' }));
  expect(dynamodb.commandCalls(PutItemCommand).map((call) => call.args[0].input)).toEqual([
    {
      TableName: 'releases',
      Item: {
        model: { S: 'churn' },
        kind: { S: `approver#${ARN}#2026-11-23T10:00:00Z#6c2f` },
        decision: { S: 'approval' },
        at: { S: '2026-11-23T10:00:00Z' },
        arn: { S: BEN },
        sourceIdentity: { S: 'ben' },
      },
    },
  ]);
});

test.each([
  ['a review', { modelLifeCycle: { stage: 'Review', stageStatus: 'Approved' } }, 'review'],
  ['a review that is taken back', { modelLifeCycle: { stage: 'Review', stageStatus: 'Pending' } }, 'withdrawal'],
  ['a rejection', { modelApprovalStatus: 'Rejected' }, 'withdrawal'],
  ['an approval that is taken back', { modelApprovalStatus: 'PendingManualApproval' }, 'withdrawal'],
])('knows %s', (_, parameters, decision) => {
  expect(decide(event(parameters))?.fact.decision).toBe(decision);
});

test('keeps nothing of a call that was refused, of other changes, other stages and other groups', async () => {
  const approved = { modelApprovalStatus: 'Approved' };
  await handler(event(approved, { errorCode: 'AccessDenied' }));
  await handler(event({ approvalDescription: 'words' }));
  await handler(event({ modelLifeCycle: { stage: 'Development', stageStatus: 'Approved' } }));
  await handler(event({ ...approved, modelPackageArn: ARN.replace('churn', 'fraud') }));
  await handler(event(approved, { userIdentity: {} }));
  await handler(event(approved, { requestParameters: null }));
  expect(dynamodb.commandCalls(PutItemCommand)).toEqual([]);
});
