export * from './acknowledge';
export * from './evaluation';
export * from './model-metadata';
export * from './rule';
