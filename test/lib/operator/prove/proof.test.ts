import { type Finding, type Proof, proveAll, type Proved } from '../../../../lib/operator/prove/proof';

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
const FAILS: Finding = { outcome: 'does not hold', facts: ['The endpoint was Failed.'] };

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
  expect(told).toEqual(['try A-ENI', 'A-ENI holds', 'try A-CANCEL', 'A-CANCEL does not hold']);
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
  expect(proved[0]).toMatchObject({ outcome: 'not settled', facts: ['Broke off: no credentials.'] });
});

test.each([
  ['does not hold', FAILS],
  ['is not settled', new Error('no answer')],
])('a proof whose need %s is not tried', async (_, finding) => {
  const { tried, proved } = await go([proof('A-ENI', finding), proof('A-CANCEL', HOLDS, { needs: ['A-ENI'] })]);
  expect(tried).toEqual(['A-ENI']);
  expect(proved[1]).toMatchObject({
    outcome: 'not settled',
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

test('what an earlier run left open is tried again', async () => {
  const { proved: earlier } = await go([proof('A-ENI', new Error('no answer')), proof('A-CANCEL', HOLDS)]);
  const { tried, proved } = await go([proof('A-ENI', HOLDS), proof('A-CANCEL', FAILS)], earlier);
  expect(tried).toEqual(['A-ENI']);
  expect(proved.map(({ outcome }) => outcome)).toEqual(['holds', 'holds']);
});

test('what the run itself has found counts more than what an earlier run left open', async () => {
  const { proved: earlier } = await go([proof('A-ENI', new Error('no answer'))]);
  const { tried } = await go([proof('A-ENI', HOLDS), proof('A-CANCEL', HOLDS, { needs: ['A-ENI'] })], earlier);
  expect(tried).toEqual(['A-ENI', 'A-CANCEL']);
});

test.each([
  ['ExpiredTokenException', 'AWS does not accept the credentials: it expired'],
  ['TimeoutError', 'AWS could not be reached: it expired'],
])(
  'fails with what to do when AWS cannot be called any more (%s): nothing else could be tried',
  async (name, message) => {
    const error = Object.assign(new Error('it expired'), { name });
    await expect(go([proof('A-ENI', error), proof('A-CANCEL', HOLDS)])).rejects.toThrow(message);
  },
);

test('a call that is denied decides nothing, and the next proof is tried', async () => {
  const error = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  const { tried } = await go([proof('A-ENI', error), proof('A-CANCEL', HOLDS)]);
  expect(tried).toEqual(['A-ENI', 'A-CANCEL']);
});

test('what a service said is one sentence, whatever it ended with', async () => {
  const { proved } = await go([proof('A-ENI', { outcome: 'holds', facts: ['It said: denied..', 'One\n two'] })]);
  expect(proved[0]?.facts).toEqual(['It said: denied.', 'One two.']);
});
