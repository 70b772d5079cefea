import { createHash } from 'node:crypto';
import jsonata from 'jsonata';

type Json = Readonly<Record<string, unknown>>;

/** An error that a service answers with: Retry and Catch know it by its name. */
export class ServiceFault extends Error {
  constructor(
    public readonly error: string,
    message = 'planted',
  ) {
    super(message);
  }
}

/** The execution ends here, as when somebody stops it: no state catches it. */
export class Stopped extends Error {}

/** Answers the calls of a state machine. */
export type Service = (input: Json, state: string) => unknown;

export interface Run {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'STOPPED' | 'TIMED_OUT';
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states, in order. */
  readonly path: readonly string[];
  /** Seconds on the virtual clock. */
  readonly seconds: number;
}

interface Clock {
  now: number;
}

/**
 * Runs a definition in query language JSONata on a virtual clock: Pass, Task, Choice, Wait, Succeed and Fail, with Assign,
 * Output, Retry (without jitter) and Catch. An expression without a result is an error, as on AWS.
 */
export class Executor {
  constructor(
    private readonly definition: Json,
    private readonly services: Readonly<Record<string, Service>>,
    public readonly clock: Clock = { now: Date.parse('2026-11-23T10:00:00.000Z') },
  ) {}

  public async run(input: Json, name = 'churn-14-release', machine = 'excorp-prod-release'): Promise<Run> {
    const start = this.clock.now;
    const region = 'arn:aws:states:eu-west-1:333333333333';
    const context = {
      Execution: { Id: `${region}:execution:${machine}:${name}`, Name: name, StartTime: iso(start) },
      StateMachine: { Id: `${region}:stateMachine:${machine}`, Name: machine },
    };
    const scope = new Scope(this.clock, context);
    const path: string[] = [];
    const states = this.definition['States'] as Readonly<Record<string, Json>>;
    const ended = (run: Omit<Run, 'path' | 'seconds'>): Run => ({
      ...run,
      path,
      seconds: (this.clock.now - start) / 1000,
    });
    let current = this.definition['StartAt'] as string;
    let data: unknown = input;
    try {
      while (path.length < 25_000) {
        if ((this.clock.now - start) / 1000 > (this.definition['TimeoutSeconds'] as number)) {
          return ended({ status: 'TIMED_OUT' });
        }
        const state = states[current];
        if (state === undefined) throw new Error(`no state ${current}`);
        path.push(current);
        switch (state['Type']) {
          case 'Succeed':
            return ended({ status: 'SUCCEEDED', output: await scope.render(state['Output'], { input: data }) });
          case 'Fail':
            return ended({
              status: 'FAILED',
              error: (await scope.render(state['Error'], { input: data })) as string,
              cause: (await scope.render(state['Cause'], { input: data })) as string,
            });
          case 'Choice': {
            current = await this.choose(state, scope, data);
            break;
          }
          case 'Wait':
            this.clock.now += (state['Seconds'] as number) * 1000;
            current = state['Next'] as string;
            break;
          case 'Pass':
            await scope.assign(state['Assign'], { input: data });
            current = state['Next'] as string;
            break;
          case 'Task':
            [current, data] = await this.perform(current, state, scope, data);
            break;
          default:
            throw new Error(`state ${current} has type ${String(state['Type'])}`);
        }
      }
    } catch (error) {
      if (error instanceof Stopped) return ended({ status: 'STOPPED' });
      if (error instanceof ServiceFault) return ended({ status: 'FAILED', error: error.error, cause: error.message });
      throw error;
    }
    throw new Error('more than 25,000 states');
  }

  private async choose(state: Json, scope: Scope, input: unknown): Promise<string> {
    for (const rule of state['Choices'] as readonly Json[]) {
      const holds = await scope.render(rule['Condition'], { input });
      if (typeof holds !== 'boolean') throw new Error(`${String(rule['Condition'])} is ${JSON.stringify(holds)}`);
      if (!holds) continue;
      await scope.assign(rule['Assign'], { input });
      return rule['Next'] as string;
    }
    await scope.assign(state['Assign'], { input });
    return state['Default'] as string;
  }

  private async perform(name: string, state: Json, scope: Scope, input: unknown): Promise<[string, unknown]> {
    const tries = new Map<Json, number>();
    for (;;) {
      try {
        const given = await scope.render(state['Arguments'], { input });
        const result = await this.call(name, state['Resource'] as string, given as Json);
        await scope.assign(state['Assign'], { input, result });
        return [state['Next'] as string, result];
      } catch (error) {
        if (!(error instanceof ServiceFault)) throw error;
        const retry = ((state['Retry'] ?? []) as readonly Json[]).find((one) => matches(one, error));
        const used = retry === undefined ? 0 : (tries.get(retry) ?? 0);
        if (retry !== undefined && used < (retry['MaxAttempts'] as number)) {
          tries.set(retry, used + 1);
          const pause = (retry['IntervalSeconds'] as number) * (retry['BackoffRate'] as number) ** used;
          this.clock.now += Math.min(pause, retry['MaxDelaySeconds'] as number) * 1000;
          continue;
        }
        const caught = ((state['Catch'] ?? []) as readonly Json[]).find((one) => matches(one, error));
        if (caught === undefined) throw error;
        const errorOutput = { Error: error.error, Cause: error.message };
        await scope.assign(caught['Assign'], { input, errorOutput });
        return [caught['Next'] as string, errorOutput];
      }
    }
  }

  private async call(name: string, resource: string, input: Json): Promise<unknown> {
    const action = resource.replace(/^arn:aws:states:::(aws-sdk:)?/, '');
    const service = this.services[action];
    if (service === undefined) throw new Error(`state ${name} calls ${action}, which the test does not answer`);
    // As it travels: what JSON cannot hold gets lost.
    return JSON.parse(JSON.stringify((await service(input, name)) ?? {})) as unknown;
  }
}

function matches(rule: Json, { error }: ServiceFault): boolean {
  const names = rule['ErrorEquals'] as readonly string[];
  return names.includes('States.ALL') || names.includes(error);
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Variables of an execution, and expressions over them. */
class Scope {
  private variables: Record<string, unknown> = {};

  constructor(
    private readonly clock: Clock,
    private readonly context: Json,
  ) {}

  public async assign(template: unknown, states: Json): Promise<void> {
    if (template === undefined) return;
    const values = (await this.render(template, states)) as Json;
    this.variables = { ...this.variables, ...values };
  }

  public async render(template: unknown, states: Json): Promise<unknown> {
    if (typeof template === 'string') {
      const expression = /^\{%([\s\S]*)%\}$/.exec(template)?.[1];
      return expression === undefined ? template : this.evaluate(expression.trim(), states);
    }
    if (Array.isArray(template)) return Promise.all(template.map((one) => this.render(one, states)));
    if (typeof template !== 'object' || template === null) return template;
    const entries = Object.entries(template).map(async ([key, value]) => [key, await this.render(value, states)]);
    return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]);
  }

  private async evaluate(expression: string, states: Json): Promise<unknown> {
    const parsed = parse(expression);
    let value: unknown;
    try {
      value = await parsed.evaluate(null, {
        now: () => iso(this.clock.now),
        millis: () => this.clock.now,
        hash: (text: string) => createHash('sha256').update(text).digest('hex'),
        ...this.variables,
        states: { ...states, context: this.context },
      });
    } catch (error) {
      throw new ServiceFault('States.QueryEvaluationError', `${(error as Error).message}: ${expression}`);
    }
    if (value === undefined) throw new ServiceFault('States.QueryEvaluationError', `no result: ${expression}`);
    return JSON.parse(JSON.stringify(value)) as unknown;
  }
}

const expressions = new Map<string, jsonata.Expression>();

/** Parsing takes longer than evaluating, and every run has the expressions of the runs before it. */
function parse(expression: string): jsonata.Expression {
  const parsed = expressions.get(expression) ?? jsonata(expression);
  expressions.set(expression, parsed);
  return parsed;
}
