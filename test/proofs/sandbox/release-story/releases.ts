import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Harness } from '../harness';
import { EXECUTION, EXECUTIONS, HISTORY } from './shapes';

/** What a release that ends well does, among other things. */
export const STEPS = [
  'Lock',
  'ReadQuotas',
  'ReadApprovers',
  'Check',
  'RecordIntended',
  'WriteParameter',
  'UpdateStack',
  'RecordApplied',
  'WatchStack',
  'ObserveEndpoint',
  'RecordCompleted',
  'Unlock',
  'Released',
];

/** A release that has ended. */
export type Release = z.infer<typeof EXECUTION> & { readonly arn: string };

/** The executions of the release machine. */
export class Releases {
  constructor(private readonly harness: Harness) {}

  /** Those that began so far. */
  public async begun(): Promise<ReadonlySet<string>> {
    return new Set((await this.all()).map(({ executionArn }) => executionArn));
  }

  /** The one that began since, when it has ended. */
  public async after(before: ReadonlySet<string>): Promise<Release> {
    for (let attempt = 0; attempt < 900; attempt += 1) {
      const found = (await this.all()).find(({ executionArn }) => !before.has(executionArn));
      if (found !== undefined && found.status !== 'RUNNING') {
        const { executionArn } = found;
        const described = await this.call('describe_execution', { executionArn }, EXECUTION);
        // What the machine told the recorder is on its way for a moment.
        await sleep(1500);
        return { ...described, arn: executionArn };
      }
      await sleep(200);
    }
    throw new Error('no release ended within three minutes');
  }

  /** All that have begun since, which have ended. */
  public async endedSince(before: ReadonlySet<string>): Promise<readonly Release[]> {
    const found = (await this.all()).filter(
      ({ executionArn, status }) => !before.has(executionArn) && status !== 'RUNNING',
    );
    return Promise.all(
      found.map(async ({ executionArn }) => ({
        ...(await this.call('describe_execution', { executionArn }, EXECUTION)),
        arn: executionArn,
      })),
    );
  }

  /** Stops the one that began since as soon as it enters a state, and answers with the states that it went through. */
  public async stopAfter(before: ReadonlySet<string>, state: string): Promise<string[]> {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const found = (await this.all()).find(({ executionArn }) => !before.has(executionArn));
      const states = found === undefined ? [] : await this.statesOf(found.executionArn);
      if (found !== undefined && states.includes(state)) {
        await this.call('stop_execution', { executionArn: found.executionArn }, z.unknown());
        return states;
      }
      await sleep(200);
    }
    throw new Error(`no release entered ${state} within a minute`);
  }

  /** The states that one went through. */
  public async statesOf(arn: string): Promise<string[]> {
    return (await this.historyOf(arn)).flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  }

  /** Why tasks failed, of all of them. */
  public async failedTasks(): Promise<string[]> {
    const histories = (await this.all()).map(({ executionArn }) => this.historyOf(executionArn));
    return (await Promise.all(histories)).flat().flatMap(({ taskFailedEventDetails: one }) => one?.cause ?? []);
  }

  private async all(): Promise<z.infer<typeof EXECUTIONS>['executions']> {
    const { environment, place } = this.harness.subject;
    const name = environment.names.releaseMachine;
    const stateMachineArn = `arn:aws:states:${place.region}:${place.account}:stateMachine:${name}`;
    return (await this.call('list_executions', { stateMachineArn }, EXECUTIONS)).executions;
  }

  private async historyOf(executionArn: string): Promise<z.infer<typeof HISTORY>['events']> {
    return (await this.call('get_execution_history', { executionArn, maxResults: 1000 }, HISTORY)).events;
  }

  private call<T>(operation: string, parameters: Record<string, unknown>, answer: z.ZodType<T>): Promise<T> {
    const { aws, subject } = this.harness;
    return aws.call(subject.place, 'stepfunctions', operation, parameters, answer);
  }
}
