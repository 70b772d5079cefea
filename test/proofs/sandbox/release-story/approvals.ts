import { z } from 'zod';
import { CHURN } from '../churn';
import type { Operator } from '../operator';
import type { Release, Releases } from './releases';
import type { Serving } from './serving';

/** Approvals of versions of `churn`, each of which starts a release. */
export class Approvals {
  constructor(
    private readonly approver: Operator,
    private readonly releases: Releases,
    private readonly serving: Serving,
  ) {}

  /**
   * Approves a version, and waits for the release that follows.
   *
   * @param during while the new version has its first share of the traffic
   */
  public async release(label: string, during?: () => Promise<unknown>): Promise<Release> {
    const before = await this.releases.begun();
    const approved = this.approve(label);
    if (during !== undefined) {
      await this.serving.canary();
      await during();
    }
    await approved;
    return this.releases.after(before);
  }

  /** Approves a version, and stops the release that follows in a state: the states that it went through. */
  public async stopAfter(label: string, state: string): Promise<string[]> {
    const before = await this.releases.begun();
    const approved = this.approve(label);
    const states = await this.releases.stopAfter(before, state);
    await approved;
    return states;
  }

  private approve(label: string): Promise<unknown> {
    return this.approver.json(
      z.unknown(),
      'approve',
      CHURN,
      label,
      '--reason',
      'evaluated on held-out customers',
      '--yes',
    );
  }
}
