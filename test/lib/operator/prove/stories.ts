/** The rollback alarm of the endpoint. */
export const ALARM = 'prove-Serving-realtime-Errors';

/** What the endpoint says at one look. Configuration n serves version n. */
export interface Look {
  readonly status: string;
  readonly config: number;
  /** The configuration that it is being moved to. */
  readonly pending?: number;
  /** What the new fleet does. @default 'Baking' */
  readonly phase?: 'Creating' | 'Baking';
  /** @default 2 */
  readonly instances?: number;
  readonly reason?: string;
}

/** How a release goes. */
export interface Story {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly cause?: string;
  /** What the endpoint says meanwhile, look by look. @default - the release ends before anybody looks */
  readonly during?: readonly Look[];
  /** @default - as before */
  readonly after?: Look;
  /** Statuses of the stack, each with a reason. @default - it is not touched */
  readonly stack?: readonly (readonly [status: string, reason?: string])[];
  /** Whether the rollback alarm goes off. */
  readonly alarm?: boolean;
}

/** What the endpoint says while it is moved from a configuration to another. */
export function updating(config: number, pending: number, more: Partial<Look> = {}): Look {
  return { status: 'Updating', config, pending, ...more };
}

/** What it says at rest. */
export function inService(config: number, more: Partial<Look> = {}): Look {
  return { status: 'InService', config, ...more };
}

/** The endpoint was moved from a configuration to another, and serves it. */
export function succeeds(from: number, to: number): Story {
  return {
    status: 'SUCCEEDED',
    during: [updating(from, to), inService(to)],
    after: inService(to),
    stack: [['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'], ['UPDATE_COMPLETE']],
  };
}

/** The alarm took the endpoint back to the configuration of before. */
export function isTakenBack(from: number, to: number, end = 'UPDATE_ROLLBACK_COMPLETE'): Story {
  return {
    status: 'FAILED',
    cause: `the serving stack ended the update with ${end}: ${ALARM} was in ALARM`,
    during: [updating(from, to), { status: 'RollingBack', config: from }, inService(from)],
    after: inService(from, { reason: `The CloudWatch alarm ${ALARM} was in ALARM state` }),
    stack: [
      ['UPDATE_IN_PROGRESS'],
      ...(end === 'UPDATE_COMPLETE' ? [] : [['UPDATE_ROLLBACK_IN_PROGRESS'] as const]),
      [end],
    ],
    alarm: true,
  };
}

/** Something else failed before the endpoint was touched. */
export const BREAKS_OFF: Story = {
  status: 'FAILED',
  cause: 'Sfn.SfnException: 500 when calling the ListExecutions operation',
};

/** The update began and failed for a reason that is not an alarm. */
export function failsOtherwise(from: number, to: number): Story {
  const reason = 'ml.m5.large: InsufficientInstanceCapacity';
  return {
    status: 'FAILED',
    cause: reason,
    during: [updating(from, to), inService(from, { reason })],
    after: inService(from, { reason }),
    stack: [['UPDATE_IN_PROGRESS'], ['UPDATE_ROLLBACK_IN_PROGRESS', reason], ['UPDATE_ROLLBACK_COMPLETE']],
  };
}
