export * from './core';
export * from './release-ledger';
export { LEDGER_ALARMS } from './ledger-alarms';
