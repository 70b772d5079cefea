export { describeProblem, ConfigurationError, type ConfigProblem } from './problem';
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
export { jsonSchema, SCHEMAS, type FileKind } from './schema';
export type { Company } from './schema-company';
export type { Framework } from './schema-container';
export { COMPLIANCE_PACKS, type CompliancePack, type Environment } from './schema-environment';
export type { BusinessMetric, Model } from './schema-model';
export type { Rollout, Serving } from './schema-serving';
export type { Waiver } from './schema-waivers';
