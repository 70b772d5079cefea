import { capabilityProblems } from '../../capabilities';
import { problemOf, type Check } from '../project';

/** What the capabilities of the models find wrong, each with its own key. */
export const checkCapabilities: Check = (project) =>
  project.deployments.flatMap((deployment) => {
    const { model, environment, draft } = deployment;
    const context = { model, production: environment.draft.production ?? true };
    return capabilityProblems(draft, context).map(({ key, path, what, remedy, requirement }) =>
      problemOf(deployment, [key, ...path], { rule: 'CONFIG-CAPABILITY', what, remedy, requirement }),
    );
  });
