export * from './async-endpoint';
export { denyBearerTokens, type IModelEndpoint } from './endpoint-access';
export * from './endpoint-props';
export { STORAGE_ENCRYPTION_METADATA_KEY } from './guarded-endpoint';
export * from './instance-types';
export * from './realtime-endpoint';
export * from './rollout';
export * from './scale-to-zero-endpoint';
export * from './serving-platform';
