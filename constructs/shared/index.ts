export * from './fail';
export * from './handler-function';
export * from './workload-network';
