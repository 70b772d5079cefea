export * from './model-group';
export * from './version-metadata';
