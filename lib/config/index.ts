export { isDay } from './day';
export { listFiles, type ListedFile } from './files';
export { INSTANCE_TYPES, type InstanceType } from '../../constructs/model/core/instance-types';
export { loadConfig, type Config, type ConfigSources, type LoadOptions } from './load';
export { leavesOf, type Leaf } from './origins';
export { describeProblem, ConfigurationError, type ConfigProblem } from './problem';
export { resolveEnvironments } from './resolve';
export type {
  Contact,
  Origin,
  Origins,
  ResolvedContainer,
  ResolvedEnvironment,
  ResolvedModel,
  ResolvedWaiver,
  SourceLocation,
} from './resolved';
export { formatPath, type Path } from './source-file';
export { didYouMean } from './suggest';
export { jsonSchema, SCHEMAS, type FileKind } from './schema';
export type { Company } from './schema-company';
export type { Framework } from './schema-container';
export type { Environment } from './schema-environment';
export type { BusinessMetric, Model } from './schema-model';
export type { Rollout, Serving } from './schema-serving';
export type { Waiver } from './schema-waivers';
