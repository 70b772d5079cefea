import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { BatchGetItemCommand, DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ParameterNotFound,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import {
  LedgerReader,
  LedgerWriter,
  type Fact,
  type LedgerItem,
  type LedgerQuery,
  type LedgerRecord,
} from '../../../constructs/ledger/core';
import { call, type Call } from './call';
import type { Host } from '../../../lib/operator';

export const ACCOUNT = '333333333333';
export const CALLER = `arn:aws:iam::${ACCOUNT}:user/ana`;
const GROUP = `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:model-package/excorp-prod--churn`;

/** ARN of a version of churn. */
export function arnOf(version: number): string {
  return `${GROUP}/${version}`;
}

/** AWS as far as the operator command asks it: one environment, `prod` of `excorp`, with the models churn and assistant. */
export class Cloud {
  public readonly cloudwatch = mockClient(CloudWatchClient);
  public readonly dynamodb = mockClient(DynamoDBClient);
  public readonly s3 = mockClient(S3Client);
  public readonly sagemaker = mockClient(SageMakerClient);
  public readonly sfn = mockClient(SFNClient);
  public readonly ssm = mockClient(SSMClient);
  public readonly sts = mockClient(STSClient);
  private parameters = new Map<string, string>();
  private releaseItems: Record<string, unknown>[] = [];
  private items: LedgerItem[] = [];

  /** Back to the beginning: nothing was ever released. */
  public reset(): void {
    const all = [this.cloudwatch, this.dynamodb, this.s3, this.sagemaker, this.sfn, this.ssm, this.sts];
    for (const client of all) client.reset();
    this.items = [];
    this.releaseItems = [];
    this.parameters = new Map([
      ['/excorp/prod/operator', JSON.stringify(ENVIRONMENT)],
      ['/excorp/prod/assistant/operator', JSON.stringify({ ...MODEL, model: 'assistant', riskClass: 'high' })],
      ['/excorp/prod/assistant/model-package-arn', 'none'],
      ['/excorp/prod/churn/operator', JSON.stringify(MODEL)],
      ['/excorp/prod/churn/model-package-arn', 'none'],
    ]);
    this.sts.on(GetCallerIdentityCommand).resolves({ Account: ACCOUNT, Arn: CALLER });
    this.answerParameters();
    this.dynamodb
      .on(BatchGetItemCommand)
      .callsFake(() => ({ Responses: { 'excorp-prod-release': this.releaseItems } }));
    this.dynamodb.on(QueryCommand).callsFake((input: QueryCommandInput) => this.query(input));
  }

  /** The version that churn serves. */
  public releases(version: number): this {
    return this.publishes('/excorp/prod/churn/model-package-arn', arnOf(version));
  }

  public publishes(name: string, value: string): this {
    this.parameters.set(name, value);
    return this;
  }

  /** Items of the release table: lock, pin, history. */
  public remembers(...items: Record<string, unknown>[]): this {
    this.releaseItems = items;
    return this;
  }

  /** Appends facts to the ledger as the recorder would. */
  public async records(...facts: Fact[]): Promise<readonly LedgerRecord[]> {
    const source = { query: async (query: LedgerQuery) => this.page(query) };
    const reader = new LedgerReader(source);
    const sink = {
      write: async (items: readonly LedgerItem[]) => {
        this.items.push(...items);
        return 'written' as const;
      },
    };
    const writer = new LedgerWriter(reader, sink, () => '2026-11-20T00:00:00.000Z');
    const found: LedgerRecord[] = [];
    for (const fact of facts) found.push(...[(await writer.append(fact)) ?? []].flat());
    return found;
  }

  /** Changes a record where it lies, as nobody should be able to. */
  public tamper(sequence: number, change: (text: string) => string): void {
    this.items = this.items.map((item) =>
      item.record !== undefined && (JSON.parse(item.record) as LedgerRecord).sequence === sequence
        ? { ...item, record: change(item.record) }
        : item,
    );
  }

  /** Removes a record and all that leads to it. */
  public cut(sequence: number): void {
    this.items = this.items.filter(
      ({ record }) => record === undefined || (JSON.parse(record) as LedgerRecord).sequence !== sequence,
    );
  }

  /** Runs the command without any configuration: with credentials alone. */
  public async call(line: readonly string[], host: Partial<Host> = {}): Promise<Call> {
    return call('/', [...line, '--env', 'prod', '--prefix', 'excorp', '--region', 'eu-west-1'], host);
  }

  private answerParameters(): void {
    this.ssm.on(GetParameterCommand).callsFake(({ Name }: { Name: string }) => {
      const Value = this.parameters.get(Name);
      if (Value === undefined) throw new ParameterNotFound({ message: 'not there', $metadata: {} });
      return { Parameter: { Name, Value } };
    });
    this.ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
      Parameters: Names.flatMap((Name) => {
        const Value = this.parameters.get(Name);
        return Value === undefined ? [] : [{ Name, Value }];
      }),
    }));
    this.ssm
      .on(GetParametersByPathCommand)
      .callsFake(() => ({ Parameters: [...this.parameters].map(([Name, Value]) => ({ Name, Value })) }));
    this.ssm.on(DescribeParametersCommand).callsFake(() => ({
      Parameters: [...this.parameters.keys()].filter((Name) => Name.endsWith('/operator')).map((Name) => ({ Name })),
    }));
  }

  private query(input: QueryCommandInput) {
    const sort = input.ExpressionAttributeNames?.['#sort'];
    const value = (name: string): string => input.ExpressionAttributeValues?.[name]?.S ?? '';
    const { records } = this.page({
      model: value(':model'),
      index: sort === 'servingAt' ? 'serving' : sort === 'at' ? 'time' : 'table',
      from: value(':from'),
      to: value(':to'),
      backwards: input.ScanIndexForward === false,
      limit: input.Limit ?? 1000,
    });
    return { Items: records.map((record) => ({ record: { S: record } })) };
  }

  private page(query: LedgerQuery): { records: string[] } {
    const key = (item: LedgerItem): string | undefined =>
      query.index === 'table' ? item.entry : query.index === 'serving' ? item.servingAt : item.at;
    const found = this.items
      .flatMap((item) => {
        const place = key(item);
        const { record } = item;
        const inRange = place !== undefined && place >= query.from && place <= query.to;
        return item.model === query.model && inRange && record !== undefined ? [{ place, record }] : [];
      })
      .sort((a, b) => (a.place < b.place ? -1 : 1));
    if (query.backwards) found.reverse();
    return { records: found.slice(0, query.limit).map(({ record }) => record) };
  }
}

const ENVIRONMENT = {
  schemaVersion: 1,
  environment: 'prod',
  prefix: 'excorp',
  account: ACCOUNT,
  region: 'eu-west-1',
  production: true,
  modelBucket: 'weights',
  ledgerTable: 'ledger',
  ledgerBucket: 'copies',
};

const MODEL = {
  schemaVersion: 1,
  model: 'churn',
  description: 'Scores how likely a customer is to leave',
  owner: 'Customer Analytics Team <customer-analytics@example.com>',
  riskClass: 'medium',
};
