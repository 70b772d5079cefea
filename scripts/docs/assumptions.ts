import { ASSUMPTIONS } from '../../lib/operator/prove/assumptions';
import { table, type GeneratedPart } from './part';

/** Everything that is taken for true about AWS, in the order in which `blueprint prove` tries it. */
export const assumptions: GeneratedPart = {
  document: 'docs/architecture.md',
  name: 'assumptions',
  markdown: () =>
    table(
      ['id', 'assumption', 'why it is one', 'what is done'],
      ASSUMPTIONS.map(({ id, statement, doubt, form }) => [id, statement, doubt, form]),
    ),
};
