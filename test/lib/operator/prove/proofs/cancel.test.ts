import { CancelUpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { cancel } from '../../../../../lib/operator/prove/proofs/cancel';
import { BREAKS_OFF, inService, type Story, succeeds, updating } from '../stories';
import { World } from '../world';

const world = new World();
beforeEach(() => {
  world.reset();
  world.cloudformation.on(CancelUpdateStackCommand).resolves({});
});

/** The update to version 2 is cancelled, and ends so. */
function cancelled(end: string, after = inService(1)): Story {
  return {
    status: 'FAILED',
    cause: `the serving stack ended the update with ${end}`,
    during: [updating(1, 2), inService(1)],
    after,
    stack: [['UPDATE_IN_PROGRESS'], ['UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated'], [end]],
  };
}

async function prove(story: Story) {
  return cancel.run(world.releases(story).trial());
}

test('an update can be cancelled when stack and endpoint are seen to go back after it', async () => {
  const { outcome, facts } = await prove(cancelled('UPDATE_ROLLBACK_COMPLETE'));
  expect(outcome).toBe('holds');
  expect(facts).toContain(
    'CancelUpdateStack was called at 2026-11-27T12:00:00.000Z, while the endpoint was Updating and the new version baked.',
  );
  expect(facts.at(-1)).toBe('The stack went back, and the endpoint serves the version of before.');
  expect(world.cloudformation.commandCalls(CancelUpdateStackCommand).map(({ args }) => args[0].input)).toEqual([
    { StackName: 'prove-Serving-realtime' },
  ]);
});

test('it cannot when the stack cannot go back', async () => {
  const { outcome, facts } = await prove(cancelled('UPDATE_ROLLBACK_FAILED'));
  expect(outcome).toBe('does not hold');
  expect(facts.at(-1)).toBe('CloudFormation could not take the update back.');
});

test('it cannot when the endpoint serves another version than the stack says', async () => {
  expect((await prove(cancelled('UPDATE_ROLLBACK_COMPLETE', inService(2)))).outcome).toBe('does not hold');
});

test.each<[string, Story, RegExp]>([
  ['the release broke off before the endpoint was touched', BREAKS_OFF, /for another reason: Sfn/],
  ['the rollout had succeeded already', succeeds(1, 2), /^The rollout had succeeded/],
  [
    'the stack did not go back',
    { ...cancelled('UPDATE_ROLLBACK_COMPLETE'), stack: [['UPDATE_IN_PROGRESS']] },
    /^The stack was not seen to go back/,
  ],
  [
    'the endpoint did not come to rest',
    cancelled('UPDATE_ROLLBACK_COMPLETE', { status: 'Updating', config: 1 }),
    /^The endpoint is not in service/,
  ],
])('nothing is settled when %s', async (_, story, why) => {
  const { outcome, facts } = await prove(story);
  expect(outcome).toBe('not settled');
  expect(facts.at(-1)).toMatch(why);
});

test('nothing is cancelled, and nothing settled, when the new version was never seen baking', async () => {
  const story = { ...cancelled('UPDATE_ROLLBACK_COMPLETE'), during: [updating(1, 2, { phase: 'Creating' })] };
  const { outcome, facts } = await prove(story);
  expect(outcome).toBe('not settled');
  expect(facts.at(-1)).toBe('CloudFormation did not take the cancellation: it was not asked.');
  expect(world.cloudformation.commandCalls(CancelUpdateStackCommand)).toEqual([]);
});

test('nothing is settled when CloudFormation does not take the cancellation', async () => {
  const refused = Object.assign(new Error('the stack is UPDATE_COMPLETE'), { name: 'ValidationError' });
  world.cloudformation.on(CancelUpdateStackCommand).rejects(refused);
  const { outcome, facts } = await prove(cancelled('UPDATE_ROLLBACK_COMPLETE'));
  expect(outcome).toBe('not settled');
  expect(facts.at(-1)).toBe('CloudFormation did not take the cancellation: the stack is UPDATE_COMPLETE.');
});
