import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LedgerReader } from '../../../constructs/ledger/core';
import { DynamoLedger } from '../../../constructs/ledger/dynamo-ledger';
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
  return new LedgerReader(new DynamoLedger({ tableName, client: session.client(DynamoDBClient) }));
}
