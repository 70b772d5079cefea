import { ASSUMPTIONS } from '../../../../lib/operator/prove/assumptions';
import {
  type Finding,
  type Proof,
  proveAll,
  type Proved,
  reportMarkdown,
  reportOf,
} from '../../../../lib/operator/prove/proof';

/** A clock that is a minute later whenever it is asked. */
function clock(): () => Date {
  let minute = 0;
  return () => new Date(Date.UTC(2026, 10, 27, 12, minute++));
}

const proof = (
  assumption: Proof<string[]>['assumption'],
  finding: Finding | Error,
  more: Partial<Proof<string[]>> = {},
): Proof<string[]> => ({
  assumption,
  title: `try ${assumption}`,
  minutes: 1,
  run: (tried) => {
    tried.push(assumption);
    return finding instanceof Error ? Promise.reject(finding) : Promise.resolve(finding);
  },
  ...more,
});
const HOLDS: Finding = { outcome: 'holds', facts: ['The endpoint was InService.'] };
const FAILS: Finding = { outcome: 'fails', facts: ['The endpoint was Failed.'] };

async function go(proofs: readonly Proof<string[]>[], earlier?: readonly Proved[]) {
  const tried: string[] = [];
  const told: string[] = [];
  const proved = await proveAll(proofs, {
    context: tried,
    now: clock(),
    earlier,
    begun: ({ title }) => void told.push(title),
    found: ({ assumption, outcome }) => void told.push(`${assumption} ${outcome}`),
  });
  return { tried, told, proved };
}

test('proofs are tried in order, and each finding is told before the next proof begins', async () => {
  const { told, proved } = await go([proof('A-ENI', HOLDS), proof('A-CANCEL', FAILS)]);
  expect(told).toEqual(['try A-ENI', 'A-ENI holds', 'try A-CANCEL', 'A-CANCEL fails']);
  expect(proved[0]).toEqual({
    assumption: 'A-ENI',
    title: 'try A-ENI',
    ...HOLDS,
    began: '2026-11-27T12:00:00.000Z',
    ended: '2026-11-27T12:01:00.000Z',
  });
});

test('a proof that breaks off decides nothing, and the next one is tried', async () => {
  const { tried, proved } = await go([proof('A-ENI', new Error('no credentials')), proof('A-CANCEL', HOLDS)]);
  expect(tried).toEqual(['A-ENI', 'A-CANCEL']);
  expect(proved[0]).toMatchObject({ outcome: 'undecided', facts: ['Broke off: no credentials'] });
});

test.each([
  ['fails', FAILS],
  ['is undecided', new Error('no answer')],
])('a proof whose need %s is not tried', async (_, finding) => {
  const { tried, proved } = await go([proof('A-ENI', finding), proof('A-CANCEL', HOLDS, { needs: ['A-ENI'] })]);
  expect(tried).toEqual(['A-ENI']);
  expect(proved[1]).toMatchObject({
    outcome: 'undecided',
    facts: ['Not tried, because it needs A-ENI to hold.'],
  });
});

test('what an earlier run found is not tried again, and counts for what needs it', async () => {
  const { proved: earlier } = await go([proof('A-ENI', HOLDS)]);
  const { tried, told, proved } = await go(
    [proof('A-ENI', FAILS), proof('A-CANCEL', HOLDS, { needs: ['A-ENI'] })],
    earlier,
  );
  expect(tried).toEqual(['A-CANCEL']);
  expect(told).toEqual(['try A-CANCEL', 'A-CANCEL holds']);
  expect(proved.map(({ outcome }) => outcome)).toEqual(['holds', 'holds']);
});

describe('the report', () => {
  const head = {
    account: '111111111111',
    region: 'eu-west-1',
    version: '0.1.0',
    began: '2026-11-27T12:00:00.000Z',
    ended: '2026-11-27T14:00:00.000Z',
    left: [],
  };

  test('names every assumption, also those that no proof tried', async () => {
    const { proved } = await go([proof('A-ENI', HOLDS)]);
    const { assumptions } = reportOf(head, proved);
    expect(assumptions.map(({ id }) => id)).toEqual(ASSUMPTIONS.map(({ id }) => id));
    expect(assumptions.filter(({ outcome }) => outcome !== 'undecided').map(({ id }) => id)).toEqual(['A-ENI']);
    expect(assumptions[1]?.facts).toEqual(['No proof of this run tries it.']);
  });

  test('says in its first lines where it was made, what came of it, and what is left', async () => {
    const { proved } = await go([proof('A-ENI', HOLDS), proof('A-CANCEL', FAILS)]);
    const text = reportMarkdown(reportOf({ ...head, left: ['bucket b: empty and delete it'] }, proved));
    const others = ASSUMPTIONS.length - 2;
    expect(text.split('\n').slice(0, 7)).toEqual([
      '# Assumptions about AWS, tried in account 111111111111, eu-west-1',
      '',
      `Version 0.1.0, from ${head.began} to ${head.ended}: 1 hold, 1 fail, ${others} are undecided.`,
      '',
      'Not deleted:',
      '',
      '- bucket b: empty and delete it',
    ]);
    expect(text).toContain('## A-CANCEL: fails\n\n');
    expect(text).toContain('- The endpoint was Failed.\n');
  });
});
