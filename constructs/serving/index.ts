export * from './async-endpoint';
export * from './endpoint-props';
export * from './realtime-endpoint';
export * from './rollout';
export * from './scale-to-zero-endpoint';
