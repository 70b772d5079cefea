import { LedgerReader } from '../../../constructs/ledger/core/reader';
import { pageOf, tableQuery } from '../../../constructs/ledger/core/table-query';
import { EXIT, OperatorError } from '../errors';
import type { Permissions } from '../permissions';
import type { SessionFor } from './session';

/** What reading the ledger asks for. */
export const LEDGER_PERMISSIONS = [
  { calls: ['Query'], on: "the ledger's table and its indexes", key: 'kms:Decrypt' },
] as const satisfies Permissions;

/**
 * The ledger of the environment, for reading.
 *
 * @throws OperatorError when the environment has none
 */
export function ledgerOf(session: SessionFor<typeof LEDGER_PERMISSIONS>): LedgerReader {
  const { ledgerTable: tableName, environment } = session.description;
  if (tableName === undefined) {
    throw new OperatorError(
      `${environment} has no release ledger yet`,
      `deploy it: npx cdk deploy '${environment}/**'`,
      EXIT.refused,
    );
  }
  return new LedgerReader({
    query: async (query) => pageOf(await session.call('Query', tableQuery(tableName, query))),
  });
}
