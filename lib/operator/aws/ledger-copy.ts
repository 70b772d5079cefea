import { hashOf, type ChainHead } from '../../../constructs/ledger/core/chain';
import { copyKey } from '../../../constructs/ledger/core/keys';
import { parseRecord } from '../../../constructs/ledger/core/reader';
import type { LedgerRecord } from '../../../constructs/ledger/core/types';
import { each } from '../each';
import type { Permissions } from '../permissions';
import { nameOf } from './failure';
import type { SessionFor } from './session';

/** What comparing the ledger with its copy asks for. */
export const COPY_PERMISSIONS = [
  { calls: ['ListObjectsV2'], on: 'the bucket with the copies' },
  { calls: ['GetObject'], on: 'its objects', key: 'kms:Decrypt' },
] as const satisfies Permissions;

type CopySession = SessionFor<typeof COPY_PERMISSIONS>;

/** What the object-locked copy says beside the table. */
export interface CopyFindings {
  /** Copies that were compared. */
  readonly copies: number;
  /** The newest record that the copy has. @default - it has none */
  readonly head?: ChainHead;
  /** What differs, lower case without a full stop. */
  readonly problems: readonly string[];
}

/** Newest records whose copy may still be on its way. */
const ON_ITS_WAY_MILLISECONDS = 15 * 60_000;
const MAX_PROBLEMS = 20;

/** Compares every record of a model with its copy in the bucket. */
export async function compareWithCopy(
  session: CopySession,
  bucket: string,
  model: string,
  records: readonly LedgerRecord[],
): Promise<CopyFindings> {
  const keys = await keysOf(session, bucket, copyKey({ model, sequence: 0 }).replace(/[^/]+$/, ''));
  const bySequence = new Map(records.map((record) => [record.sequence, record]));
  const problems: string[] = [];
  const now = session.host.now().getTime();
  for (const record of records) {
    const late = now - Date.parse(record.recordedAt) > ON_ITS_WAY_MILLISECONDS;
    if (!keys.has(copyKey(record)) && late) problems.push(`record ${record.sequence} has no copy`);
  }
  const copies = await each([...keys], (key) => read(session, bucket, key), 16);
  let head: ChainHead | undefined;
  for (const [index, copy] of copies.entries()) {
    const key = [...keys][index] ?? '';
    if (copy === undefined || copyKey(copy) !== key || hashOf(copy) !== copy.hash) {
      problems.push(`the copy ${key} does not hold the record that it is named after`);
      continue;
    }
    const record = bySequence.get(copy.sequence);
    if (record === undefined) problems.push(`record ${copy.sequence} is in the copy and not in the table`);
    else if (record.hash !== copy.hash) problems.push(`record ${copy.sequence} differs from its copy`);
    if (copy.sequence > (head?.sequence ?? 0)) head = { sequence: copy.sequence, hash: copy.hash };
  }
  const shown = problems.slice(0, MAX_PROBLEMS);
  if (problems.length > MAX_PROBLEMS) shown.push(`and ${problems.length - MAX_PROBLEMS} more`);
  return { copies: copies.length, head, problems: shown };
}

async function keysOf(session: CopySession, Bucket: string, Prefix: string): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let ContinuationToken: string | undefined;
  do {
    const page = await session.call('ListObjectsV2', { Bucket, Prefix, ContinuationToken });
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.add(Key);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}

async function read(session: CopySession, Bucket: string, Key: string): Promise<LedgerRecord | undefined> {
  try {
    const { Body } = await session.call('GetObject', { Bucket, Key });
    return parseRecord((await Body?.transformToString()) ?? '');
  } catch (error) {
    if (error instanceof SyntaxError || nameOf(error) === 'NoSuchKey') return undefined;
    throw error;
  }
}
