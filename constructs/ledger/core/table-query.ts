import { LEDGER_KEYS } from './keys';
import type { LedgerPage, LedgerQuery } from './reader';

/** The last key of a page: all keys of the table are texts. */
type Cursor = Record<string, { S: string }>;

/** What DynamoDB's `Query` answers, as far as the ledger reads it. */
export interface TableAnswer {
  readonly Items?: readonly Readonly<Record<string, { readonly S?: string }>>[];
  readonly LastEvaluatedKey?: unknown;
}

/**
 * Input of DynamoDB's `Query` for a query of the ledger.
 *
 * @param consistent whether it sees everything that was written before it, at twice the cost
 */
export function tableQuery(tableName: string, query: LedgerQuery, consistent = false) {
  const { index, model, from, to, backwards, limit } = query;
  const sort = index === 'table' ? LEDGER_KEYS.sort : LEDGER_KEYS[index].attribute;
  return {
    TableName: tableName,
    IndexName: index === 'table' ? undefined : LEDGER_KEYS[index].index,
    KeyConditionExpression: '#model = :model AND #sort BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#model': LEDGER_KEYS.partition, '#sort': sort },
    ExpressionAttributeValues: { ':model': { S: model }, ':from': { S: from }, ':to': { S: to } },
    ScanIndexForward: !backwards,
    Limit: limit,
    ConsistentRead: consistent,
    ExclusiveStartKey: query.cursor as Cursor | undefined,
  };
}

/** The page that an answer holds. */
export function pageOf({ Items = [], LastEvaluatedKey }: TableAnswer): LedgerPage {
  return { records: Items.flatMap((item) => item[LEDGER_KEYS.record]?.S ?? []), cursor: LastEvaluatedKey };
}
