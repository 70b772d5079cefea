import { oldFleet } from '../../../../../lib/operator/prove/proofs/old-fleet';
import { BREAKS_OFF, failsOtherwise, inService, isTakenBack, type Story, succeeds } from '../stories';
import { World } from '../world';

const world = new World();
beforeEach(() => void world.reset());

/** Version 2, which fails, goes through; then the rollback to version 1, with configuration 3, goes so. */
async function prove(rollback: Story) {
  return oldFleet.run(world.releases(succeeds(1, 2), rollback).trial());
}

beforeEach(() => world.servesAgain(3, 1));

test('an old fleet that fails holds nobody up when the good version is seen to come back', async () => {
  const { outcome, facts } = await prove(succeeds(2, 3));
  expect(outcome).toBe('holds');
  expect(facts.find((fact) => fact.startsWith('Before the rollback began'))).toMatch(
    /^Before the rollback began, 0 requests were answered and [1-9]\d* failed\.$/,
  );
});

test('it does when an alarm ends the deployment that should replace it', async () => {
  const { outcome, facts } = await prove(isTakenBack(2, 3));
  expect(outcome).toBe('does not hold');
  expect(facts.at(-1)).toMatch(/^The deployment ended with the old fleet: .*was in ALARM/);
});

test.each<[string, Story, RegExp]>([
  ['the rollback broke off before the endpoint was touched', BREAKS_OFF, /for another reason: Sfn/],
  ['it went back for want of capacity', failsOtherwise(2, 3), /^No cause names an alarm/],
  [
    'the endpoint did not come to rest',
    { ...isTakenBack(2, 3), after: { status: 'Updating', config: 2 } },
    /^The endpoint was seen neither/,
  ],
])('nothing is settled when %s', async (_, story, why) => {
  const { outcome, facts } = await prove(story);
  expect(outcome).toBe('not settled');
  expect(facts.at(-1)).toMatch(why);
});

test.each<[string, Story]>([
  ['did not serve', isTakenBack(1, 2)],
  ['was not seen to be moved to', { ...succeeds(1, 2), during: [inService(2)] }],
])('nothing is settled when the version that fails %s', async (_, story) => {
  const { outcome, facts } = await oldFleet.run(world.releases(story).trial());
  expect(outcome).toBe('not settled');
  expect(facts.at(-1)).toBe('The version does not serve, so there is no old fleet that fails.');
});

test('nothing is settled when the old fleet was not seen to fail', async () => {
  world.neverFails();
  const { outcome, facts } = await prove(succeeds(2, 3));
  expect(outcome).toBe('not settled');
  expect(facts.at(-1)).toBe('The old fleet was not seen to fail.');
});

test('a version that an earlier proof left failing is replaced first', async () => {
  world.reset(inService(1)).failsNow(1).servesAgain(4, 2);
  const { outcome, facts } = await oldFleet.run(world.releases(succeeds(1, 2), succeeds(2, 3), succeeds(3, 4)).trial());
  expect(facts[0]).toMatch(/^The release of a version that answers began/);
  expect(outcome).toBe('holds');
});
