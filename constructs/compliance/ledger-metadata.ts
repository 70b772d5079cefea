/** Key of the resource metadata that tells the table of a release ledger from other tables. */
export const LEDGER_METADATA_KEY = 'ai-production:ledger';
