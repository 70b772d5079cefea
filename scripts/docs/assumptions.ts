import { ASSUMPTIONS } from '../../lib/assumptions';
import { PROOFS } from '../../lib/operator/prove/proofs';
import { table, type GeneratedPart } from './part';

/** Everything that is taken for true about AWS, with the proof of `blueprint prove` that tries it. */
export const assumptions: GeneratedPart = {
  document: 'docs/architecture.md',
  name: 'assumptions',
  markdown: () =>
    table(
      ['id', 'assumption', 'why it is one', 'what is done', '`blueprint prove` tries it'],
      ASSUMPTIONS.map(({ id, statement, doubt, form }) => {
        const title = PROOFS.find(({ assumption }) => assumption === id)?.title;
        return [id, statement, doubt, form, title ?? 'no'];
      }),
    ),
};
