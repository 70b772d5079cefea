export * from './model-group';
