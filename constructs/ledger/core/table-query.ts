import { LEDGER_KEYS } from './keys';
import type { LedgerPage, LedgerQuery } from './reader';

/** A text as DynamoDB has it. */
export interface TextAttribute {
  readonly S: string;
}

/** Input of DynamoDB's `Query`, as far as the ledger uses it. */
export interface TableQuery<Cursor> {
  readonly TableName: string;
  readonly IndexName: string | undefined;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, TextAttribute>;
  readonly ScanIndexForward: boolean;
  readonly Limit: number | undefined;
  readonly ConsistentRead: boolean;
  readonly ExclusiveStartKey: Cursor | undefined;
}

/** Output of DynamoDB's `Query`, as far as the ledger uses it. */
export interface TableAnswer {
  readonly Items?: readonly Readonly<Record<string, { readonly S?: string | undefined }>>[];
  readonly LastEvaluatedKey?: unknown;
}

/**
 * What to ask the ledger's table for.
 *
 * @param consistent whether the read sees everything that was written before it, at twice the cost
 */
export function tableQuery<Cursor>(tableName: string, query: LedgerQuery, consistent: boolean): TableQuery<Cursor> {
  const { index, model, from, to, backwards, limit, cursor } = query;
  return {
    TableName: tableName,
    IndexName: index === 'table' ? undefined : LEDGER_KEYS[index].index,
    KeyConditionExpression: '#model = :model AND #sort BETWEEN :from AND :to',
    ExpressionAttributeNames: {
      '#model': LEDGER_KEYS.partition,
      '#sort': index === 'table' ? LEDGER_KEYS.sort : LEDGER_KEYS[index].attribute,
    },
    ExpressionAttributeValues: { ':model': { S: model }, ':from': { S: from }, ':to': { S: to } },
    ScanIndexForward: !backwards,
    Limit: limit,
    ConsistentRead: consistent,
    ExclusiveStartKey: cursor as Cursor | undefined,
  };
}

/** The records of an answer, as their texts. */
export function pageOf({ Items = [], LastEvaluatedKey }: TableAnswer): LedgerPage {
  return { records: Items.flatMap((item) => item[LEDGER_KEYS.record]?.S ?? []), cursor: LastEvaluatedKey };
}
