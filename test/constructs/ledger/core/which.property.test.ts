import * as fc from 'fast-check';
import { stateKey } from '../../../../constructs/ledger/core';
import { complaint, isIntact, mangled, type Mangled, type Outcome, play } from '../histories';

/** 10,000 in `npm run test:ledger`; here as many as fit the time of `npm test`. */
const HISTORIES = Number(process.env['LEDGER_HISTORIES'] ?? 150);
jest.setTimeout(15 * 60_000);
const seed = Number(process.env['LEDGER_SEED'] ?? 20_261_117);

async function check(history: Mangled, extra: (outcome: Outcome) => string | undefined = () => undefined) {
  const outcome = await play(history);
  const problems = outcome.compared.map(complaint).filter((problem) => problem !== undefined);
  if (!isIntact(outcome.records)) problems.push('the chain is broken');
  const more = extra(outcome);
  if (more !== undefined) problems.push(more);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

describe('which', () => {
  test('answers like an oracle that knows all ways between the delivered facts, whatever is lost, late, repeated or out of order', async () => {
    const counts = { unknown: 0, decided: 0, either: 0, anything: 0 };
    await fc.assert(
      fc.asyncProperty(mangled(30), (history) =>
        check(history, ({ compared }) => {
          for (const { possible } of compared) counts[possible.kind] += 1;
          return undefined;
        }),
      ),
      { numRuns: Math.ceil(HISTORIES * 0.6), seed },
    );
    // The histories must be such that each kind of answer is really asked for.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(HISTORIES / 20);
  });

  test('tells the truth, and is sure of it, when nothing is lost', async () => {
    await fc.assert(
      fc.asyncProperty(mangled(0), (history) =>
        check(history, ({ compared, world }) => {
          const first = world.moments[0]?.at ?? 0;
          const wrong = compared.find(
            ({ at, answer, possible, truth }) =>
              at >= first &&
              (answer.confidence !== 'confirmed' || possible.kind !== 'decided' || possible.state !== truth),
          );
          return wrong && `not sure of the truth ${wrong.truth} at ${wrong.at}: ${wrong.answer.reasons.join('; ')}`;
        }),
      ),
      { numRuns: Math.ceil(HISTORIES * 0.4), seed },
    );
  });

  test('is as sure of it when releases say the same, failed ones too', async () => {
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(mangled(0), async (history) => {
        const { compared, world } = await play(history, true);
        failed += world.deployments.filter(({ succeeded }) => !succeeded).length;
        const first = world.moments[0]?.at ?? 0;
        const wrong = compared.find(
          ({ at, answer, truth }) =>
            at >= first && (answer.confidence !== 'confirmed' || answer.candidates.map(stateKey).join() !== truth),
        );
        if (wrong) throw new Error(`not sure of ${wrong.truth} at ${wrong.at}: ${wrong.answer.reasons.join('; ')}`);
      }),
      { numRuns: Math.ceil(HISTORIES * 0.2), seed },
    );
    expect(failed).toBeGreaterThan(HISTORIES / 20);
  });

  test('is never surer with releases than the facts of the endpoint allow, whatever of them is lost', async () => {
    await fc.assert(
      fc.asyncProperty(mangled(30), async (history) => {
        const { compared } = await play(history, true);
        const wrong = compared.find(
          ({ answer, possible }) =>
            answer.confidence === 'confirmed' &&
            (possible.kind !== 'decided' || answer.candidates.map(stateKey).join() !== possible.state),
        );
        if (wrong) throw new Error(`too sure at ${wrong.at}: ${wrong.answer.reasons.join('; ')}`);
      }),
      { numRuns: Math.ceil(HISTORIES * 0.2), seed },
    );
  });
});
