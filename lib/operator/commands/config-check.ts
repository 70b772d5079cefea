import { ConfigurationError, describeProblem, loadConfig, type ConfigProblem } from '../../config';
import { coloursOf, type Host } from '../console';
import { EXIT, type ExitCode } from '../errors';

/** Options of `blueprint config check`. */
export interface ConfigCheckOptions {
  readonly root: string;
  /** The day for which expiry is judged, `YYYY-MM-DD`. */
  readonly evaluationDate: string;
  readonly json: boolean;
}

/** Validates the whole configuration. */
export function configCheck(options: ConfigCheckOptions, host: Host): ExitCode {
  try {
    const { environments, models, waivers } = loadConfig(options.root, options);
    if (options.json) host.out(JSON.stringify({ ok: true, problems: [] }, undefined, 2));
    else host.out(`ok: ${environments.length} environments, ${models.length} models, ${waivers.length} waivers`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    printProblems(error.problems, options.json, host);
    return EXIT.refused;
  }
}

/** Prints what refuses the configuration: as JSON to standard output, for people to standard error. */
export function printProblems(problems: readonly ConfigProblem[], json: boolean, host: Host): void {
  if (json) {
    host.out(JSON.stringify({ ok: false, problems }, undefined, 2));
    return;
  }
  const { bold, cyan, red } = coloursOf(host);
  for (const problem of problems) {
    const where = `${problem.file}:${problem.line}`;
    host.err(describeProblem(problem).replace(where, cyan(where)));
  }
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  host.err(`${red(bold('refused'))}: ${count}; mend the places above, then run: blueprint config check`);
}
