import type { ComplianceRule } from '../../rule';
import { STORE_TYPES, storeProblems } from '../shared/stores';

/** The policy of a customer managed key decides who can read the data, and can revoke it. */
export const rule: ComplianceRule = {
  id: 'StoreEncryptedWithCustomerKey',
  title: 'Every data store is encrypted with a customer managed key',
  remedy: 'give the construct its encryptionKey (ProtectedBucket, HandlerFunction), or set the KMS key in the property',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: STORE_TYPES,
  check: storeProblems,
};
