import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { EnvironmentNames } from '../../../constructs/model/core';
import { executionName, RELEASE_ITEMS, type ReleaseRequest } from '../../../constructs/release/core/release-request';
import { EXIT, OperatorError } from '../errors';
import type { Permissions } from '../permissions';
import { nameOf } from './failure';
import type { SessionFor } from './session';

/** What reading what the release machine keeps asks for. */
export const RELEASE_STATE_PERMISSIONS = [
  { calls: ['BatchGetItem'], on: 'the release table', key: 'kms:Decrypt' },
] as const satisfies Permissions;

/** What starting the release machine asks for. */
export const START_PERMISSIONS = [
  { calls: ['StartExecution'], on: 'the release machine' },
] as const satisfies Permissions;

/** What asking for the state of a release asks for. */
export const EXECUTION_PERMISSIONS = [
  { calls: ['DescribeExecution'], on: 'executions of the release machine', when: 'a release is in progress' },
] as const satisfies Permissions;

/** What following a release asks for. */
export const WATCH_PERMISSIONS = [
  {
    calls: ['DescribeExecution', 'GetExecutionHistory'],
    on: 'executions of the release machine',
    when: 'a release is in progress',
  },
] as const satisfies Permissions;

/** What the release machine keeps of a model. */
export interface ReleaseState {
  /** The release in progress. @default - none */
  readonly lock?: { readonly execution: string; readonly packageArn?: string; readonly since?: string };
  /** @default - the model is not pinned */
  readonly pin?: {
    readonly packageArn?: string;
    readonly reason?: string;
    readonly actor?: string;
    readonly since?: string;
  };
  /** ARNs of the versions that served well, the newest first. */
  readonly history: readonly string[];
}

/** Reads what the release machine keeps of a model. */
export async function releaseState(
  session: SessionFor<typeof RELEASE_STATE_PERMISSIONS>,
  model: string,
): Promise<ReleaseState> {
  const { prefix, environment } = session.description;
  const table = new EnvironmentNames(prefix, environment).releaseTable;
  const Keys = Object.values(RELEASE_ITEMS).map((kind) => ({ model: { S: model }, kind: { S: kind } }));
  const { Responses } = await session.call('BatchGetItem', {
    RequestItems: { [table]: { Keys, ConsistentRead: true } },
  });
  const item = (kind: string) => Responses?.[table]?.find((one) => one['kind']?.S === kind);
  const lock = textsOf(item(RELEASE_ITEMS.lock));
  const pin = textsOf(item(RELEASE_ITEMS.pin));
  return {
    lock: lock?.['execution'] === undefined ? undefined : { ...lock, execution: lock['execution'] },
    pin,
    history: (item(RELEASE_ITEMS.history)?.['packages']?.L ?? []).flatMap(({ S }) => S ?? []),
  };
}

/** The attributes of an item that are texts. */
function textsOf(item: Record<string, AttributeValue> | undefined): Record<string, string> | undefined {
  if (item === undefined) return undefined;
  return Object.fromEntries(Object.entries(item).flatMap(([key, { S }]) => (S === undefined ? [] : [[key, S]])));
}

/** Starts the release machine. The same request of the same second starts it once. */
export async function startRelease(
  session: SessionFor<typeof START_PERMISSIONS>,
  request: ReleaseRequest,
): Promise<string> {
  const { prefix, environment, region, account } = session.description;
  const machine = new EnvironmentNames(prefix, environment).releaseMachine;
  const name = executionName(request, session.host.now().toISOString());
  const arn = (kind: string): string =>
    `arn:${session.caller.partition}:states:${region}:${account}:${kind}:${machine}`;
  try {
    const { executionArn } = await session.call('StartExecution', {
      stateMachineArn: arn('stateMachine'),
      name,
      input: JSON.stringify(request),
    });
    return executionArn ?? `${arn('execution')}:${name}`;
  } catch (error) {
    if (nameOf(error) === 'ExecutionAlreadyExists') return `${arn('execution')}:${name}`;
    if (nameOf(error) !== 'StateMachineDoesNotExist') throw error;
    throw new OperatorError(
      `${environment} has no release machine ${machine}`,
      `deploy it: npx cdk deploy '${environment}/**'`,
      EXIT.refused,
    );
  }
}

/** Whether an execution still runs: one that was stopped leaves its lock behind, which the release machine takes over. */
export async function isRunning(
  session: SessionFor<typeof EXECUTION_PERMISSIONS>,
  executionArn: string,
): Promise<boolean> {
  try {
    const { status } = await session.call('DescribeExecution', { executionArn });
    return status === 'RUNNING';
  } catch (error) {
    // Forgotten after 90 days.
    if (nameOf(error) === 'ExecutionDoesNotExist') return false;
    throw error;
  }
}

/** One step that a release took. */
export interface ReleaseStep {
  readonly name: string;
  /** When it began, ISO 8601. */
  readonly at: string;
}

/** How a release stands. */
export interface ReleaseProgress {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
  readonly startedAt: Date;
  readonly stoppedAt?: Date;
  /** Steps that were not reported before. */
  readonly steps: readonly ReleaseStep[];
  /** Why it failed. */
  readonly cause?: string;
  readonly output?: string;
}

/** Follows one execution: each call tells what came since the last. */
export class ReleaseWatch {
  private readonly seen = new Set<string>();
  private lastEvent = 0;

  constructor(
    private readonly session: SessionFor<typeof WATCH_PERMISSIONS>,
    public readonly executionArn: string,
  ) {}

  /** Asks once. */
  public async ask(): Promise<ReleaseProgress> {
    const { executionArn, session } = this;
    const steps = await this.newSteps();
    const described = await session.call('DescribeExecution', { executionArn });
    return {
      status: described.status ?? 'RUNNING',
      startedAt: described.startDate ?? session.host.now(),
      stoppedAt: described.stopDate,
      // The last steps may have come between the two questions.
      steps: described.status === 'RUNNING' ? steps : [...steps, ...(await this.newSteps())],
      cause: described.cause ?? described.error,
      output: described.output,
    };
  }

  private async newSteps(): Promise<ReleaseStep[]> {
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    // The newest events first: of a long wait only its last page is read again.
    do {
      const page = await this.session.call('GetExecutionHistory', {
        executionArn: this.executionArn,
        reverseOrder: true,
        maxResults: 100,
        includeExecutionData: false,
        nextToken,
      });
      events.push(...(page.events ?? []).filter(({ id = 0 }) => id > this.lastEvent));
      const oldest = page.events?.at(-1)?.id ?? 0;
      nextToken = oldest > this.lastEvent + 1 ? page.nextToken : undefined;
    } while (nextToken !== undefined);
    this.lastEvent = Math.max(this.lastEvent, ...events.map(({ id = 0 }) => id));
    return events.toReversed().flatMap((event) => this.stepOf(event) ?? []);
  }

  /** A state that is entered for the first time: loops that wait are one step. */
  private stepOf({ stateEnteredEventDetails, timestamp }: HistoryEvent): ReleaseStep | undefined {
    const name = stateEnteredEventDetails?.name;
    if (name === undefined || this.seen.has(name)) return undefined;
    this.seen.add(name);
    return { name, at: (timestamp ?? this.session.host.now()).toISOString() };
  }
}
