export * from './acknowledge';
export * from './definitions';
export * from './evaluation';
export * from './model-metadata';
export * from './rule';
export * from './rules';
export * from './statements';
export * from './template-check';
