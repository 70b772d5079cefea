export * from './acknowledge';
export * from './acknowledge-wildcards';
