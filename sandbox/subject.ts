import { loadConfig, type ResolvedEnvironment, resolveEnvironments } from '../lib/config';
import type { Place } from './aws';
import { SandboxFailure } from './failure';
import { PROJECT } from './paths';

/** The environment that a run deploys, as the configuration resolves it. */
export interface Subject {
  readonly environment: ResolvedEnvironment;
  readonly place: Place;
}

/**
 * Reads the configuration.
 *
 * @param name name of the environment
 * @param project folder that holds `config/`
 * @throws SandboxFailure when there is no such environment
 */
export function subjectOf(name: string, project: string = PROJECT): Subject {
  const config = loadConfig(project, { evaluationDate: new Date().toISOString().slice(0, 10) });
  const environments = resolveEnvironments(config);
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment === undefined) {
    const known = environments.map((candidate) => candidate.name).join(', ');
    throw new SandboxFailure(`there is no environment ${name}`, `choose one of ${known}`);
  }
  return { environment, place: { account: environment.account, region: environment.region } };
}
