export * from './core';
export * from './data-keys';
export * from './policy-packing';
export * from './workload-role';
export * from './role-naming';
