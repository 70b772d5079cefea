export * from './annotate';
export * from './core';
