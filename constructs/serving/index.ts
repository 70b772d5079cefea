export * from './async-endpoint';
export { denyBearerTokens, type IModelEndpoint } from './endpoint-access';
export * from './endpoint-props';
export { MODEL_PACKAGE_VARIABLE } from './hosted-model';
export * from './realtime-endpoint';
export * from './rollout';
export * from './realtime-to-zero-endpoint';
export * from './serving-platform';
