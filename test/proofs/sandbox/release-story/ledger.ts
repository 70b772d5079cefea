import { z } from 'zod';
import { resourceOf } from '../../../../sandbox/stacks';
import { CHURN } from '../churn';
import type { Harness } from '../harness';

const ANSWER = z.object({ Item: z.looseObject({ record: z.object({ S: z.string() }) }) });

/** A record of the ledger as it lies in the table. */
export interface StoredRecord {
  readonly table: string;
  readonly item: Record<string, unknown>;
  readonly text: string;
}

/** Name of the ledger's table. */
export function ledgerTable({ aws, subject }: Harness): Promise<string> {
  return resourceOf(aws, subject, 'AWS::DynamoDB::Table', 'Ledger');
}

/** Reads a record of `churn` from the table. */
export async function recordOf(harness: Harness, sequence: number): Promise<StoredRecord> {
  const { aws, subject } = harness;
  const table = await ledgerTable(harness);
  const Key = { model: { S: CHURN }, entry: { S: `record#${String(sequence).padStart(12, '0')}` } };
  const { Item } = await aws.call(subject.place, 'dynamodb', 'get_item', { TableName: table, Key }, ANSWER);
  return { table, item: Item, text: Item.record.S };
}

/** Puts another text in the place of a record, past everybody. */
export async function overwrite(harness: Harness, { table, item }: StoredRecord, text: string): Promise<void> {
  const { aws, subject } = harness;
  const Item = { ...item, record: { S: text } };
  await aws.call(subject.place, 'dynamodb', 'put_item', { TableName: table, Item }, z.unknown());
}
