export * from './instance-families';
export * from './instance-types';
export * from './metadata';
