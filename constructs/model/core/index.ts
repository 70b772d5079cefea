export * from './instance-families';
export * from './instance-types';
export * from './metadata';
export * from './serving-modes';
