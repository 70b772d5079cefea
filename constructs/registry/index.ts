export * from './lineage';
export * from './model-group';
export * from './version-metadata';
