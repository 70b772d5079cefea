import {
  DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import type { LedgerItem, LedgerPage, LedgerQuery, LedgerSink, LedgerSource, WriteOutcome } from './core';
import { LEDGER_KEYS, pageOf, tableQuery } from './core';

/** Properties of a {@link DynamoLedger}. */
export interface DynamoLedgerProps {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  /**
   * Whether a read sees everything that was written before it, at twice the cost. The recorder needs it.
   * @default false
   */
  readonly consistent?: boolean;
}

/** The ledger's table. */
export class DynamoLedger implements LedgerSource, LedgerSink {
  constructor(private readonly props: DynamoLedgerProps) {}

  public async query(query: LedgerQuery): Promise<LedgerPage> {
    const { client, tableName, consistent } = this.props;
    return pageOf(await client.send(new QueryCommand(tableQuery(tableName, query, consistent))));
  }

  public async write(items: readonly [LedgerItem, LedgerItem, ...LedgerItem[]]): Promise<WriteOutcome> {
    try {
      await this.props.client.send(
        new TransactWriteItemsCommand({
          TransactItems: items.map((item) => ({
            Put: {
              TableName: this.props.tableName,
              Item: attributesOf(item),
              ConditionExpression: 'attribute_not_exists(#sort)',
              ExpressionAttributeNames: { '#sort': LEDGER_KEYS.sort },
            },
          })),
        }),
      );
      return 'written';
    } catch (error) {
      const outcome = refusal(error);
      if (outcome === undefined) throw error;
      return outcome;
    }
  }
}

/** Why a transaction was refused, when it was refused because of what the ledger has already. */
function refusal(error: unknown): WriteOutcome | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
  if (codes[1] === 'ConditionalCheckFailed') return 'duplicate';
  // A conflict is another transaction that is not finished: it takes the sequence, or gives it back.
  const known = codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict');
  return known ? 'overtaken' : undefined;
}

function attributesOf(item: LedgerItem): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
      .map(([name, value]) => [name, { S: value }]),
  );
}
