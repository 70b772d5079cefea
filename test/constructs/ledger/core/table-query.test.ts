import { pageOf, tableQuery } from '../../../../constructs/ledger/core';

const QUERY = { model: 'churn', from: '0', to: '~', backwards: true, limit: 12 } as const;

test('a query of an index goes by its sort key, and the newest record comes first', () => {
  expect(tableQuery('ledger', { ...QUERY, index: 'serving' })).toEqual({
    TableName: 'ledger',
    IndexName: 'serving',
    KeyConditionExpression: '#model = :model AND #sort BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#model': 'model', '#sort': 'servingAt' },
    ExpressionAttributeValues: { ':model': { S: 'churn' }, ':from': { S: '0' }, ':to': { S: '~' } },
    ScanIndexForward: false,
    Limit: 12,
    ConsistentRead: false,
    ExclusiveStartKey: undefined,
  });
});

test('a query of the table itself names no index, and goes on where a page ended', () => {
  const cursor = { model: { S: 'churn' }, entry: { S: 'record#000000000001' } };
  expect(tableQuery('ledger', { ...QUERY, index: 'table', backwards: false, cursor }, true)).toMatchObject({
    IndexName: undefined,
    ExpressionAttributeNames: { '#model': 'model', '#sort': 'entry' },
    ScanIndexForward: true,
    ConsistentRead: true,
    ExclusiveStartKey: cursor,
  });
});

test('a page holds the records of an answer, and where it ended', () => {
  const end = { model: { S: 'churn' } };
  expect(pageOf({ Items: [{ record: { S: '{}' } }, { entry: { S: 'fact#1' } }], LastEvaluatedKey: end })).toEqual({
    records: ['{}'],
    cursor: end,
  });
  expect(pageOf({})).toEqual({ records: [], cursor: undefined });
});
