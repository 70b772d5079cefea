export * from './data-keys';
export * from './workload-role';
