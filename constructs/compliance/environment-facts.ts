import { governanceOf, type ResourceView } from '../template';

/** Facts of an environment that its configuration states and its templates do not show. */
export interface EnvironmentFacts {
  /** Models that are deployed into the environment. */
  readonly models: readonly ModelFacts[];
  /** Granted quota `Concurrent executions` of Lambda in account and Region. @default - not known */
  readonly lambdaConcurrency?: number;
  /** Name of the managed policy that limits every role. @default - roles need no permissions boundary */
  readonly permissionsBoundary?: string;
}

/** What the configuration says about a model in one environment. */
export interface ModelFacts {
  /** Name of the model, as the metadata of its endpoint has it. */
  readonly name: string;
  /** E.g. `llm` or `predictive`. */
  readonly kind: string;
  /** How it is served, e.g. `realtime`. */
  readonly servingMode: string;
  /** The container that serves it. */
  readonly container: ContainerFacts;
}

/** The container of a model. */
export interface ContainerFacts {
  /** Image URI, with tag or digest. */
  readonly image: string;
  /** Account of the registry that holds the image. */
  readonly registryAccount: string;
  /** Region of the registry. */
  readonly registryRegion: string;
  /** Repository in the registry. */
  readonly repository: string;
  /** Framework of the AWS container, e.g. `vllm`. @default - the company's own image */
  readonly framework?: string;
}

/**
 * What the configuration says about the model to which a resource belongs.
 *
 * @param facts `configuration` of the context of a rule
 * @returns undefined where the configuration is not known, the resource names no model (`annotateModel`), or the
 *   configuration has no model of that name
 */
export function modelFactsOf(resource: ResourceView, facts: EnvironmentFacts | undefined): ModelFacts | undefined {
  const name = governanceOf(resource)?.['model'];
  return facts?.models.find((model) => model.name === name);
}
