/** A state of Amazon States Language, in query language JSONata. */
export type State = Readonly<Record<string, unknown>>;

/** States by name. */
export type States = Readonly<Record<string, State>>;

/** A JSONata expression, as a state machine writes it. */
export function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}

/** How often and how patiently a task is tried again. */
export interface Patience {
  readonly attempts: number;
  readonly firstSeconds: number;
  readonly mostSeconds: number;
}

/** Calls that change something or on which a release hangs: about two minutes of an outage are bridged. */
const PATIENT: Patience = { attempts: 6, firstSeconds: 2, mostSeconds: 60 };
/** Calls whose failure is an answer too, such as that something is not there. */
export const BRIEF: Patience = { attempts: 2, firstSeconds: 1, mostSeconds: 5 };

/** Where a task goes when all tries failed. */
export interface Catcher {
  readonly next: string;
  /** Variables to set; `$states.errorOutput` has `Error` and `Cause`. */
  readonly assign?: Readonly<Record<string, unknown>>;
  /** @default - all errors */
  readonly errors?: readonly string[];
}

/** A call of an AWS service. */
export interface TaskOptions {
  /** E.g. `arn:aws:states:::aws-sdk:ssm:putParameter`. */
  readonly resource: string;
  readonly arguments: unknown;
  readonly next: string;
  /** Tried in order; the last must take all errors. */
  readonly catch: readonly [...Catcher[], Catcher];
  readonly assign?: Readonly<Record<string, unknown>>;
  /** @default PATIENT */
  readonly patience?: Patience;
  /** Errors that no repetition mends. @default - none */
  readonly final?: readonly string[];
  /** Seconds for one try. @default 30 */
  readonly timeoutSeconds?: number;
  readonly comment?: string;
}

/** A task with a time-out, retries with jitter, and a catch for everything. */
export function task(options: TaskOptions): State {
  const { attempts, firstSeconds, mostSeconds } = options.patience ?? PATIENT;
  return {
    Type: 'Task',
    ...(options.comment !== undefined && { Comment: options.comment }),
    Resource: options.resource,
    Arguments: options.arguments,
    TimeoutSeconds: options.timeoutSeconds ?? 30,
    ...(options.assign !== undefined && { Assign: options.assign }),
    Retry: [
      ...(options.final === undefined ? [] : [{ ErrorEquals: options.final, MaxAttempts: 0 }]),
      {
        ErrorEquals: ['States.ALL'],
        IntervalSeconds: firstSeconds,
        BackoffRate: 2,
        MaxAttempts: attempts,
        MaxDelaySeconds: mostSeconds,
        JitterStrategy: 'FULL',
      },
    ],
    Catch: options.catch.map(({ next, assign, errors }) => ({
      ErrorEquals: errors ?? ['States.ALL'],
      Next: next,
      ...(assign !== undefined && { Assign: assign }),
    })),
    Next: options.next,
  };
}

/** A branch, in order: the first condition that holds decides. */
export function choice(
  branches: readonly (readonly [condition: string, next: string, assign?: Readonly<Record<string, unknown>>])[],
  otherwise: string,
  assign?: Readonly<Record<string, unknown>>,
): State {
  return {
    Type: 'Choice',
    Choices: branches.map(([condition, next, set]) => ({
      Condition: jsonata(condition),
      Next: next,
      ...(set !== undefined && { Assign: set }),
    })),
    Default: otherwise,
    ...(assign !== undefined && { Assign: assign }),
  };
}

/** Sets variables. */
export function pass(variables: Readonly<Record<string, unknown>>, next: string): State {
  return { Type: 'Pass', Assign: variables, Next: next };
}

export function wait(seconds: number, next: string): State {
  return { Type: 'Wait', Seconds: seconds, Next: next };
}

/** What a failed release is remembered by: `$failure.error` and `$failure.cause`. */
export function failure(error: string, cause: string): Readonly<Record<string, unknown>> {
  return { failure: jsonata(`{'error': '${error}', 'cause': ${cause}}`) };
}

/** The text of the error that was caught. */
export const CAUGHT = "$states.errorOutput.Error & ': ' & $states.errorOutput.Cause";
