export * from './deny-plaintext';
export * from './fail';
export * from './installed-version';
export * from './removal';
export * from './workload-network';
