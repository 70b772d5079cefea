import { plansOf } from '../../../sandbox/models/plan';
import { modelLines } from '../../../sandbox/models/report';
import { OTHER_COMPANY, trial } from '../other-company';

/** What a whole run prints is in `test/proofs/sandbox/behaviour.proof.ts`. */
describe('the lines of the summary', () => {
  const shown = plansOf(trial(), OTHER_COMPANY).map((plan) => ({
    plan,
    ways: ['answered at once'],
    answer: 'x'.repeat(300),
    measured: [],
  }));

  test('say for each model once whether a stand-in answered', () => {
    const lines = modelLines(trial(), shown, []);
    expect(lines.filter((line) => / answered(,|$)/.test(line))).toEqual([
      '  address-match (predictive, realtime-to-zero): A STAND-IN answered, not the model',
      '  helpdesk (llm, realtime, streaming): A STAND-IN answered, not the model',
      '  route-time (predictive, async): the programs of examples/route-time/sandbox.yaml answered',
    ]);
    expect(lines).toContain(
      '    proved      trained; registered; approved; released; weights read with its role; answered at once',
    );
    expect(lines).toContain(`    answer      ${'x'.repeat(240)}…`);
  });

  test('count the models of the environment beside those that answered', () => {
    expect(modelLines(trial(), shown.slice(1), [])[0]).toBe(
      '2 of 3 models of trial answered rightly: 1 by programs of its own, 1 by a stand-in',
    );
  });

  test('name what was declared for a model that the environment does not have', () => {
    expect(modelLines(trial(), shown, ['rout-time']).at(-1)).toBe(
      '  examples/rout-time/sandbox.yaml was not used: trial has no model rout-time',
    );
  });
});
