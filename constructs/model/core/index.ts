export * from './classes';
export * from './instance-families';
export * from './instance-types';
export * from './limits';
export * from './metadata';
export * from './names';
export * from './serving-modes';
