import { configurationMetrics, silentRollback } from '../../../../../lib/operator/prove/proofs/failing-version';
import { ALARM, BREAKS_OFF, failsOtherwise, inService, isTakenBack, type Story, succeeds, updating } from '../stories';
import { World } from '../world';

const world = new World();
beforeEach(() => void world.reset());

/** The release of the failing version, which is version 2, goes so. */
async function metrics(story: Story) {
  return configurationMetrics.run(world.releases(story).trial());
}

async function silent(story: Story) {
  return silentRollback.run(world.releases(story).trial());
}

describe('alarms on the new configuration alone', () => {
  test('hold when one of them is seen to go off and is named as the cause, and the endpoint goes back', async () => {
    const { outcome, facts } = await metrics(isTakenBack(1, 2));
    expect(outcome).toBe('holds');
    expect(facts.at(-1)).toBe(`The cause names ${ALARM}, which watched it alone.`);
    expect(facts).toContain(
      `The rollback alarm ${ALARM}, which watched config-2, went to ALARM at 2026-11-27T12:05:00.000Z: Threshold Crossed.`,
    );
    expect(facts).toContain(
      'The stack prove-Serving-realtime went through UPDATE_IN_PROGRESS (2026-11-27T12:00:00.000Z), UPDATE_ROLLBACK_IN_PROGRESS (2026-11-27T12:01:00.000Z), UPDATE_ROLLBACK_COMPLETE (2026-11-27T12:02:00.000Z).',
    );
  });

  test('do not hold when a version that fails serves in the end', async () => {
    const { outcome, facts } = await metrics(succeeds(1, 2));
    expect(outcome).toBe('does not hold');
    expect(facts.at(-1)).toBe('The version fails and was kept: no alarm on its configuration took it back.');
  });

  test.each<[string, Story, RegExp]>([
    ['the release broke off before the endpoint was touched', BREAKS_OFF, /for another reason: Sfn\.SfnException: 500/],
    ['the stack was never updated', { ...isTakenBack(1, 2), stack: [] }, /for another reason/],
    ['the endpoint was never seen moving', { ...isTakenBack(1, 2), during: [inService(1)] }, /for another reason/],
    [
      'the endpoint was only seen going back',
      { ...isTakenBack(1, 2), during: [{ status: 'RollingBack', config: 1, pending: 2 }] },
      /for another reason/,
    ],
    ['it went back for want of capacity', failsOtherwise(1, 2), /^No cause names a rollback alarm/],
    [
      'no alarm went off, though one is named',
      { ...isTakenBack(1, 2), alarm: false },
      /^No cause names a rollback alarm/,
    ],
    [
      'an alarm went off, and the cause is another one',
      { ...isTakenBack(1, 2), cause: 'rolled back', after: inService(1) },
      /^No cause names a rollback alarm/,
    ],
    [
      'the endpoint did not come to rest',
      { ...isTakenBack(1, 2), after: { status: 'RollingBack', config: 1 } },
      /^The endpoint was not seen to go back/,
    ],
    ['another version serves', { ...isTakenBack(1, 2), after: inService(7) }, /^The endpoint was not seen to go back/],
  ])('are not settled when %s', async (_, story, why) => {
    const { outcome, facts } = await metrics(story);
    expect(outcome).toBe('not settled');
    expect(facts.at(-1)).toMatch(why);
  });

  test('are not settled when the version of before serves with a configuration that nobody saw coming', async () => {
    world.servesAgain(9, 1);
    const during = Array.from({ length: 5 }, () => updating(1, 2));
    const { outcome, facts } = await metrics({ ...isTakenBack(1, 2), during, after: inService(9) });
    expect(outcome).toBe('not settled');
    expect(facts.at(-1)).toBe('The endpoint was not seen to go back to the configuration of before.');
  });

  test('are not settled when no request failed, whatever the alarm did', async () => {
    world.neverFails();
    const { outcome, facts } = await metrics(isTakenBack(1, 2));
    expect(outcome).toBe('not settled');
    expect(facts.at(-1)).toBe('No request failed, so no alarm had a reason to go off.');
  });

  test('are not settled when the alarm watched the whole endpoint', async () => {
    world.watched = 'config-1';
    const { outcome, facts } = await metrics(isTakenBack(1, 2));
    expect(outcome).toBe('not settled');
    expect(facts.at(-1)).toBe(`The cause names ${ALARM}, which did not watch config-2 alone.`);
  });

  test('are not settled when no version could be brought to answer first', async () => {
    world.reset({ status: 'Failed', config: 1 });
    const { outcome, facts } = await metrics(BREAKS_OFF);
    expect(outcome).toBe('not settled');
    expect(facts.at(-1)).toBe('No version could be brought to answer.');
  });
});

describe('a rollback that CloudFormation tells of', () => {
  test.each(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'])('holds when it says %s', async (end) => {
    const { outcome, facts } = await silent(isTakenBack(1, 2, end));
    expect(outcome).toBe('holds');
    expect(facts.at(-1)).toBe(
      `SageMaker went back because of ${ALARM}, and CloudFormation ended the update with ${end}.`,
    );
  });

  test('does not hold when it says UPDATE_COMPLETE while the endpoint went back', async () => {
    expect((await silent(isTakenBack(1, 2, 'UPDATE_COMPLETE'))).outcome).toBe('does not hold');
  });

  test('holds however the stack was updated afterwards', async () => {
    const story = isTakenBack(1, 2);
    const updated: Story = { ...story, stack: [...(story.stack ?? []), ['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE']] };
    expect((await silent(updated)).outcome).toBe('holds');
  });

  test('does not hold either when the stack was repaired afterwards', async () => {
    const story = isTakenBack(1, 2, 'UPDATE_COMPLETE');
    const repaired: Story = {
      ...story,
      during: [...(story.during ?? []), updating(1, 1)],
      stack: [...(story.stack ?? []), ['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE']],
    };
    expect((await silent(repaired)).outcome).toBe('does not hold');
  });

  test.each<[string, Story]>([
    ['the release broke off before the endpoint was touched', BREAKS_OFF],
    ['the version was kept', succeeds(1, 2)],
    ['it went back for want of capacity', failsOtherwise(1, 2)],
    ['the stack has not ended', { ...isTakenBack(1, 2), stack: [['UPDATE_IN_PROGRESS']] }],
  ])('is not settled when %s', async (_, story) => {
    expect((await silent(story)).outcome).toBe('not settled');
  });

  test('is judged by the same release as the alarms', async () => {
    const trial = world.releases(isTakenBack(1, 2)).trial();
    expect((await configurationMetrics.run(trial)).outcome).toBe('holds');
    expect((await silentRollback.run(trial)).outcome).toBe('holds');
  });
});
