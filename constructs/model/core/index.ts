export * from './instance-families';
export * from './instance-types';
export * from './metadata';
export * from './names';
export * from './serving-modes';
