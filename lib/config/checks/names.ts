import {
  EnvironmentNames,
  LONGEST_BUCKET_NAME,
  LONGEST_SAGEMAKER_NAME,
  REPLICAS,
} from '../../../constructs/model/core';
import type { ConfigProblem } from '../problem';
import { problemIn, problemOf, type Check } from '../project';

/** What AWS refuses as a name only when it is deployed: the names are made of prefix, environment and model. */
export const checkNames: Check = (project) => {
  const prefix = project.company?.draft.prefix;
  if (prefix === undefined) return [];
  const endpoints = project.deployments.flatMap((deployment): ConfigProblem[] => {
    const name = new EnvironmentNames(prefix, deployment.environment.name).endpoint(deployment.model);
    if (name.length <= LONGEST_SAGEMAKER_NAME) return [];
    return [
      problemOf(deployment, ['name'], {
        rule: 'CONFIG-NAME',
        what: `its endpoint would be called ${name}, ${name.length} characters`,
        allowed: `at most ${LONGEST_SAGEMAKER_NAME} characters for prefix, environment, model and what parts them`,
        remedy: `shorten the name of the model or of the environment by ${name.length - LONGEST_SAGEMAKER_NAME}`,
        requirement: 'SRV-1',
      }),
    ];
  });
  const replicas = project.environments.flatMap((environment): ConfigProblem[] => {
    const { account, recoveryRegion } = environment.draft;
    if (account === undefined || recoveryRegion === undefined) return [];
    const names = new EnvironmentNames(prefix, environment.name);
    const [longest = ''] = REPLICAS.map((purpose) => names.replicaBucket(purpose, account, recoveryRegion)).sort(
      (a, b) => b.length - a.length,
    );
    if (longest.length <= LONGEST_BUCKET_NAME) return [];
    return [
      problemIn(environment, ['recoveryRegion'], {
        rule: 'CONFIG-NAME',
        what: `a replica bucket would be called ${longest}, ${longest.length} characters`,
        allowed: `at most ${LONGEST_BUCKET_NAME} characters`,
        remedy: `shorten the name of the environment by ${longest.length - LONGEST_BUCKET_NAME}`,
        requirement: 'DR-3',
        environment: environment.name,
      }),
    ];
  });
  return [...endpoints, ...replicas];
};
