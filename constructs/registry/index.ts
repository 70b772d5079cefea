export * from './core';
export * from './model-group';
