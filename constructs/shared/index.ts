export * from './fail';
export * from './handler-function';
export * from './removal';
export * from './workload-network';
