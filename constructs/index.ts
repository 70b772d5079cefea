/** Every room as a namespace. `ai-production-blueprint/<room>` loads one room alone, which is faster. */
export * as acknowledge from './acknowledge';
export * as compliance from './compliance';
export * as governance from './governance';
export * as ground from './ground';
export * as handlers from './handlers';
export * as identity from './identity';
export * as ledger from './ledger';
export * as model from './model';
export * as monitoring from './monitoring';
export * as network from './network';
export * as recovery from './recovery';
export * as registry from './registry';
export * as release from './release';
export * as serving from './serving';
export * as storage from './storage';
export * as template from './template';
