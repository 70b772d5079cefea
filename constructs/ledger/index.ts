export * from './core';
export * from './release-ledger';
