import { z } from 'zod';
import { releasedVersion } from '../../../../sandbox/release';
import { CHURN } from '../churn';
import type { Harness } from '../harness';
import type { Operator } from '../operator';
import type { Approvals } from './approvals';
import { played } from './played';
import type { Releases } from './releases';
import type { Serving } from './serving';
import { register } from './versions';

/** What the tests of load need of the story. */
interface Story {
  readonly harness: Harness;
  readonly author: Operator;
  readonly onCall: Operator;
  readonly approvals: Approvals;
  readonly releases: Releases;
  readonly serving: Serving;
}

/** The chapter about load: SageMaker blocks automatic scaling during an update. The model is pinned before it. */
export function loadStory(story: () => Story): void {
  const released = () => releasedVersion(story().harness.aws, story().harness.subject, CHURN);

  test('a release under load starts the instances first that scaling cannot add during it', async () => {
    const { harness, author, onCall, approvals, releases, serving } = story();
    await onCall.json(z.unknown(), 'unpin', CHURN, '--reason', 'INC-78 is over', '--yes');
    const { label, arn } = await register(harness, author, 'loaded', 12);
    await serving.calm();
    await serving.scaleIn(1);
    // The instance has 10 requests at once, and should have 8: two carry them.
    await serving.load(10);
    if (played().includes('failing-scale-ups')) {
      const serves = await released();
      const states = await approvals.stopAfter(label, 'WaitForEndpoint');
      expect(states).toContain('StartInstances');
      expect(states).not.toContain('UpdateStack');
      expect([await serving.instances(), await released()]).toEqual([1, serves]);
      return;
    }
    const { status, cause, arn: release } = await approvals.release(label);
    expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
    const states = await releases.statesOf(release);
    expect(states.indexOf('StartInstances')).toBeGreaterThan(states.indexOf('Check'));
    expect(states.indexOf('StartInstances')).toBeLessThan(states.indexOf('UpdateStack'));
    expect(await serving.instances()).toBe(2);
    expect(await released()).toBe(arn);
  });

  test('fails to release at a peak that the most instances cannot carry', async () => {
    const { harness, author, approvals, serving } = story();
    const serves = await released();
    const { label } = await register(harness, author, 'peak', 13);
    await serving.load(30);
    const { status, error, cause } = await approvals.release(label);
    expect([status, error]).toEqual(['FAILED', 'ReleaseRefused']);
    expect(cause).toContain('PEAK');
    expect(await released()).toBe(serves);
  });
}
