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
