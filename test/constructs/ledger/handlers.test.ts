import {
  DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  DescribeModelPackageCommand,
  SageMakerClient,
  SageMakerServiceException,
} from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { canonicalJson, type LedgerRecord } from '../../../constructs/ledger/core';
import { handler as copy } from '../../../constructs/ledger/copy.lambda';
import { DynamoLedger } from '../../../constructs/ledger/dynamo-ledger';
import { handler as reconcile } from '../../../constructs/ledger/reconciler.lambda';
import { handler as record } from '../../../constructs/ledger/recorder.lambda';
import { ENDPOINT, eventOf, type Moment, ServingWorld } from './serving-world';

const dynamo = mockClient(DynamoDBClient);
const sagemaker = mockClient(SageMakerClient);
const s3 = mockClient(S3Client);
const ARN = `arn:aws:sagemaker:eu-west-1:333333333333:model-package/${ENDPOINT}/1`;
const DIGEST = `sha256:${'a'.repeat(64)}`;

const canceled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'canceled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

beforeEach(() => {
  for (const mock of [dynamo, sagemaker, s3]) mock.reset();
  for (const level of ['info', 'error'] as const) jest.spyOn(console, level).mockImplementation();
  Object.assign(process.env, {
    TABLE_NAME: 'ledger',
    BUCKET_NAME: 'copies',
    RESOURCE_PREFIX: 'excorp-prod--',
    STACK_PREFIX: 'prod-Serving-',
  });
  dynamo.on(QueryCommand).resolves({ Items: [] }).on(TransactWriteItemsCommand).resolves({});
  sagemaker
    .on(DescribeEndpointConfigCommand)
    .resolves({ ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: 'model-1', InitialVariantWeight: 1 }] })
    .on(DescribeModelCommand)
    .resolves({ Containers: [{ ModelPackageName: ARN }] })
    .on(DescribeModelPackageCommand)
    .resolves({
      ModelPackageArn: ARN,
      ModelPackageVersion: 1,
      ModelApprovalStatus: 'Approved',
      LastModifiedBy: { IamIdentity: { Arn: 'arn:aws:iam::333333333333:role/reviewer' } },
      InferenceSpecification: {
        Containers: [{ Image: `111.dkr.ecr.eu-west-1.amazonaws.com/churn@${DIGEST}` }],
        SupportedContentTypes: [],
        SupportedResponseMIMETypes: [],
      },
    });
});
afterEach(() => jest.restoreAllMocks());

const [, inService] = new ServingWorld([]).moments as [Moment, Moment];
const message = (messageId: string, body: unknown) => ({ messageId, body: JSON.stringify(body) });

/** The records that were written. */
const written = () =>
  dynamo.commandCalls(TransactWriteItemsCommand).map(({ args: [{ input }] }) => {
    const text = input.TransactItems?.[0]?.Put?.Item?.['record']?.S ?? '';
    return JSON.parse(text) as LedgerRecord;
  });

function serviceError(name: string, problem: string): SageMakerServiceException {
  return new SageMakerServiceException({ name, message: problem, $fault: 'client', $metadata: {} });
}

describe('The recorder', () => {
  test('writes an observation with its lineage, in one transaction of conditional puts', async () => {
    expect(await record({ Records: [message('1', eventOf(inService, 'event-1'))] })).toEqual({ batchItemFailures: [] });
    expect(written()).toMatchObject([
      {
        sequence: 1,
        kind: 'observation',
        observed: {
          status: 'IN_SERVICE',
          versions: [
            {
              modelName: 'model-1',
              modelPackageArn: ARN,
              imageDigest: DIGEST,
              approvers: ['arn:aws:iam::333333333333:role/reviewer'],
              weight: 1,
            },
          ],
        },
      },
    ]);
    const puts = dynamo.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems ?? [];
    expect(puts.map(({ Put }) => Put?.Item?.['entry']?.S?.split('#')[0])).toEqual(['record', 'fact', 'next']);
    for (const { Put } of puts) expect(Put?.ConditionExpression).toBe('attribute_not_exists(#sort)');
    const queries = dynamo.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input.ConsistentRead);
    expect(queries.every((consistent) => consistent === true)).toBe(true);
  });

  test('reports the messages that failed, and records the others', async () => {
    const answer = await record({
      Records: [message('1', { nonsense: true }), message('2', eventOf(inService, 'event-1'))],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(written()).toHaveLength(1);
  });

  test('reports a message whose versions cannot be looked up now', async () => {
    sagemaker.on(DescribeModelCommand).rejects(serviceError('ThrottlingException', 'slow'));
    const answer = await record({ Records: [message('1', eventOf(inService, 'event-1'))] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(written()).toEqual([]);
  });

  test('records what is known when a model is gone', async () => {
    sagemaker.on(DescribeModelCommand).rejects(serviceError('ValidationException', 'Could not find model'));
    await record({ Records: [message('1', eventOf(inService, 'event-1'))] });
    expect(written()).toMatchObject([
      { observed: { versions: [{ modelName: 'model-1', endpointConfigName: 'config-1' }] } },
    ]);
  });

  test('logs no payloads', async () => {
    const info = jest.spyOn(console, 'info').mockImplementation();
    await record({ Records: [message('1', eventOf(inService, 'event-1'))] });
    expect(JSON.stringify(info.mock.calls)).not.toContain(ARN);
  });
});

describe('The ledger’s table', () => {
  const ledger = () => new DynamoLedger({ tableName: 'ledger', client: new DynamoDBClient({}) });
  const items = [
    { model: 'churn', entry: 'record#1', record: '{}' },
    { model: 'churn', entry: 'fact#1' },
  ] as const;

  test.each([
    [['ConditionalCheckFailed', 'ConditionalCheckFailed'], 'duplicate'],
    [['ConditionalCheckFailed', 'None'], 'overtaken'],
    [['TransactionConflict', 'None'], 'overtaken'],
  ])('tells why a transaction was refused: %j', async (codes, outcome) => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled(...codes));
    expect(await ledger().write(items)).toBe(outcome);
  });

  test('fails when a transaction is refused for another reason', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(canceled('ThrottlingError', 'None'));
    await expect(ledger().write(items)).rejects.toThrow('canceled');
  });
});

describe('The reconciler', () => {
  test('says how many endpoints differ in a line that the alarm counts, and fails when one cannot be checked', async () => {
    const info = jest.spyOn(console, 'info').mockImplementation();
    sagemaker.on(DescribeEndpointCommand, { EndpointName: 'excorp-prod--churn' }).resolves({
      EndpointName: ENDPOINT,
      EndpointStatus: 'InService',
      EndpointConfigName: 'config-1',
      LastModifiedTime: new Date(0),
      ProductionVariants: [{ VariantName: 'AllTraffic', CurrentWeight: 1, DesiredInstanceCount: 1 }],
    });
    sagemaker.on(DescribeEndpointCommand, { EndpointName: 'excorp-prod--assistant' }).rejects(new Error('no answer'));
    const check = reconcile({ models: ['assistant', 'churn'] }, { awsRequestId: 'check-1' });
    await expect(check).rejects.toThrow('could not check assistant');
    expect(info).toHaveBeenCalledWith({ model: 'churn', verdict: 'new', sequence: 1, ledgerDifference: 0 });
    expect(written()).toMatchObject([{ cause: 'reconciliation', observed: { status: 'IN_SERVICE' } }]);
  });
});

describe('The copy', () => {
  const text = canonicalJson({ model: 'churn', sequence: 12 });
  const inserted = (entry: string, SequenceNumber: string) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber, NewImage: { entry: { S: entry }, record: { S: text } } },
  });

  test('puts each record under its model and sequence, and leaves claims and links', async () => {
    s3.on(PutObjectCommand).resolves({});
    const batch = [inserted('record#000000000012', '1'), inserted('next#0#12', '2'), inserted('fact#x', '3')];
    expect(await copy({ Records: batch })).toEqual({ batchItemFailures: [] });
    expect(s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input)).toMatchObject([
      { Bucket: 'copies', Key: 'records/churn/000000000012.json', Body: text, IfNoneMatch: '*' },
    ]);
  });

  test('takes a copy that is there for made', async () => {
    s3.on(PutObjectCommand).rejects(
      new S3ServiceException({
        name: 'PreconditionFailed',
        message: 'there',
        $fault: 'client',
        $metadata: { httpStatusCode: 412 },
      }),
    );
    expect(await copy({ Records: [inserted('record#000000000012', '1')] })).toEqual({ batchItemFailures: [] });
  });

  test('stops at the first record that fails, so that none is left out', async () => {
    s3.on(PutObjectCommand).rejectsOnce(new Error('no access')).resolves({});
    const batch = [inserted('record#000000000012', '1'), inserted('record#000000000013', '2')];
    expect(await copy({ Records: batch })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(1);
  });
});
