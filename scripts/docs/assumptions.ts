import { ASSUMPTIONS } from '../../lib/assumptions';
import { table, type GeneratedPart } from './part';

/** Everything that is taken for true about AWS. */
export const assumptions: GeneratedPart = {
  document: 'docs/architecture.md',
  name: 'assumptions',
  markdown: () =>
    table(
      ['id', 'assumption', 'why it is one', 'what is done'],
      ASSUMPTIONS.map(({ id, statement, doubt, form }) => [id, statement, doubt, form]),
    ),
};
