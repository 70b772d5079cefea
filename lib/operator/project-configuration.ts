import type * as Configuration from '../config';
import { coloursOf, type Host } from './console';
import { EXIT, type ExitCode } from './errors';

/** The library that reads the configuration, loaded when a verb reads it: it takes longer to load than help takes to print. */
export function configuration(): typeof Configuration {
  return require('../config') as typeof Configuration;
}

/** Does something with the configuration; when it is refused, prints what refuses it. */
export function withConfiguration(
  json: boolean | undefined,
  host: Host,
  work: (library: typeof Configuration) => ExitCode,
): ExitCode {
  const library = configuration();
  try {
    return work(library);
  } catch (error) {
    if (!(error instanceof library.ConfigurationError)) throw error;
    if (json === true) host.out(JSON.stringify({ ok: false, problems: error.problems }, undefined, 2));
    else printProblems(library, error.problems, host);
    return EXIT.refused;
  }
}

function printProblems(
  { describeProblem }: typeof Configuration,
  problems: readonly Configuration.ConfigProblem[],
  host: Host,
): void {
  const { bold, cyan, red } = coloursOf(host);
  for (const problem of problems) {
    const where = `${problem.file}:${problem.line}`;
    host.err(describeProblem(problem).replace(where, cyan(where)));
  }
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  host.err(`${red(bold('refused'))}: ${count}; fix the places above, then run: blueprint config check`);
}
