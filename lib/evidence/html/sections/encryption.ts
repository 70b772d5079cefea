import type { KeyHolder } from '../../../../constructs/template';
import { STORE_TYPES, type EncryptionRow } from '../../gather/encryption';
import type { EvidenceModel } from '../../model';
import { markup, plural, type Html } from '../html';
import { badge, code, environmentTags, mergeEnvironments, more, section, statement, table, type Tone } from '../parts';

const HOLDERS: Readonly<Record<KeyHolder, Tone>> = {
  'customer managed': 'pass',
  'AWS managed': 'quiet',
  'AWS owned': 'quiet',
  hardware: 'quiet',
  'not encrypted': 'fail',
  'not stated': 'quiet',
};

const IN_TRANSIT: Readonly<Record<EncryptionRow['inTransit']['state'], Tone>> = {
  enforced: 'pass',
  'not enforced': 'warn',
  'does not apply': 'quiet',
};

/** Each store: its key, at rest, in transit. */
export function encryption(model: EvidenceModel): Html {
  const rows = model.encryption;
  const merged = mergeEnvironments(rows, ({ label, resourceType, part, atRest, inTransit }) =>
    JSON.stringify([label, resourceType, part, atRest, inTransit]),
  );
  // What needs a decision comes first, so that it is on the page however many stores there are.
  const ordered = [...merged].sort((a, b) => weakness(b.row) - weakness(a.row));
  return section(
    'encryption',
    'Encryption',
    summary(rows),
    rows.length === 0
      ? statement('quiet', 'There is no store.')
      : table({
          id: 'encryption-table',
          caption: 'Encryption of each store',
          filter: true,
          columns: ['Store', 'At rest', 'In transit', 'Environment'],
          rows: ordered.map(({ row, environments }) => ({
            environments,
            cells: [
              markup`${code(row.label)}<br /><small
                  >${row.resourceType}${row.part === '' ? '' : markup`: ${row.part}`}</small
                >`,
              markup`${badge(HOLDERS[row.atRest.holder], row.atRest.holder)}<br />${row.atRest.detail}${row.notes.map((note) => markup`<br /><small>${note}</small>`)}`,
              markup`${badge(IN_TRANSIT[row.inTransit.state], row.inTransit.state)}<br />${row.inTransit.detail}`,
              environmentTags(environments),
            ],
          })),
        }),
    more(
      'Which types of store are looked at',
      markup`<p class="types">${STORE_TYPES.map((type) => markup`${code(type)} `)}</p>`,
    ),
  );
}

function weakness({ atRest, inTransit }: EncryptionRow): number {
  return (atRest.holder === 'not encrypted' ? 2 : 0) + (inTransit.state === 'not enforced' ? 1 : 0);
}

function summary(rows: readonly EncryptionRow[]): string {
  const holders = (Object.keys(HOLDERS) as KeyHolder[]).flatMap((holder) => {
    const number = rows.filter(({ atRest }) => atRest.holder === holder).length;
    return number === 0 ? [] : [`${number} ${holder}`];
  });
  return `${plural(rows.length, 'store')} in all environments by who holds the key: ${holders.join(', ')}. Local NVMe disks of GPU instances are encrypted by the hardware and not by the key of the endpoint.`;
}
