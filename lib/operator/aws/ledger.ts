import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { LedgerReader, pageOf, tableQuery } from '../../../constructs/ledger/core';
import { EXIT, OperatorError } from '../errors';
import type { Session } from './session';

/**
 * The ledger of the environment, for reading.
 *
 * @throws OperatorError when the environment has none
 */
export function ledgerOf(session: Session): LedgerReader {
  const { ledgerTable: tableName, environment } = session.description;
  if (tableName === undefined) {
    throw new OperatorError(
      `${environment} has no release ledger yet`,
      `deploy it: npx cdk deploy '${environment}/**'`,
      EXIT.refused,
    );
  }
  const client = session.client(DynamoDBClient);
  return new LedgerReader({
    query: async (query) =>
      pageOf(await client.send(new QueryCommand(tableQuery<Record<string, AttributeValue>>(tableName, query, false)))),
  });
}
