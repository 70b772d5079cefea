import type { EnvironmentFacts } from '../../constructs/compliance';
import type { ResolvedEnvironment } from '../config';

/** What rules may know of an environment besides its templates. */
export function environmentFacts({ models, functions, permissionsBoundary }: ResolvedEnvironment): EnvironmentFacts {
  return {
    lambdaConcurrency: functions?.accountConcurrency,
    permissionsBoundary,
    models: models.map(({ name, kind, serving, container }) => ({
      name,
      kind,
      servingMode: serving.mode,
      container: {
        image: container.image,
        registryAccount: container.repository.account,
        registryRegion: container.repository.region,
        repository: container.repository.name,
        framework: container.framework,
      },
    })),
  };
}
