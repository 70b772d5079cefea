/** One mistake in the configuration. Texts are lower case without a full stop. */
export interface ConfigProblem {
  /** Path from the project root, e.g. `config/models/churn.yaml`. */
  readonly file: string;
  /** Line, from 1. For a missing key: the line of its parent. */
  readonly line: number;
  /** Column, from 1. */
  readonly column?: number;
  /** Path within the file, e.g. `serving.scaling.minInstances`; empty for the file as a whole. */
  readonly path: string;
  /** Stable id, e.g. `CONFIG-UNKNOWN-KEY`. */
  readonly rule: `CONFIG-${string}`;
  /** What is wrong. */
  readonly what: string;
  /** What would be right. */
  readonly allowed?: string;
  /** How to fix it. */
  readonly remedy?: string;
  /** Requirement of the catalogue that asks for it, e.g. `RDY-1`. */
  readonly requirement?: string;
  /** Environment in which it matters; absent when in all or in none. */
  readonly environment?: string;
  /** Model that it is about. */
  readonly model?: string;
}

/** One line for a person: `config/models/churn.yaml:12  what; allowed …; did you mean …`. */
export function describeProblem(problem: ConfigProblem): string {
  const parts = [
    problem.path === '' ? problem.what : `${problem.path}: ${problem.what}`,
    ...(problem.allowed === undefined ? [] : [`allowed: ${problem.allowed}`]),
    ...(problem.remedy === undefined ? [] : [problem.remedy]),
  ];
  const about = [problem.rule, ...(problem.requirement === undefined ? [] : [problem.requirement])];
  const where = problem.environment === undefined ? '' : ` in ${problem.environment}`;
  return `${problem.file}:${problem.line}  ${parts.join('; ')} (${about.join(', ')}${where})`;
}

/** The configuration is refused. Carries every mistake, not only the first. */
export class ConfigurationError extends Error {
  public override readonly name = 'ConfigurationError';

  constructor(public readonly problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(`the configuration has ${count}\n${problems.map((problem) => `  ${describeProblem(problem)}`).join('\n')}`);
  }
}
