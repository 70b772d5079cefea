export * from './resource';
export * from './values';
