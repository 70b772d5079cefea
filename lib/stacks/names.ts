import type { ResolvedEnvironment } from '../config';

/** Name of the endpoint of a model: physical, because its alarms and its log group are there before it. */
export function endpointName(environment: ResolvedEnvironment, model: string): string {
  return `${environment.company.prefix}-${environment.name}-${model}`;
}

/** Name of the model package group of a model. */
export function modelPackageGroupName(environment: ResolvedEnvironment, model: string): string {
  return `${environment.company.prefix}-${environment.name}-${model}`;
}

/** Name of the parameter that holds the model package which a model serves. */
export function releaseParameterName(environment: ResolvedEnvironment, model: string): string {
  return `/${environment.company.prefix}/${environment.name}/${model}/model-package-arn`;
}

/** What endpoints, inference components and model package groups of an environment begin with. */
export function resourcePrefix(environment: ResolvedEnvironment): string {
  return endpointName(environment, '');
}

/** What the names of the stacks that serve models begin with, the name of the model follows. */
export function servingStackPrefix(environment: ResolvedEnvironment): string {
  return `${environment.name}-Serving-`;
}
