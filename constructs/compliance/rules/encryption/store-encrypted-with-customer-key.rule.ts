import type { ComplianceRule } from '../../rule';
import { STORE_TYPES, storeProblems } from '../shared/stores';

/** A key of the company decides who reads, and can be taken away. */
export const rule: ComplianceRule = {
  id: 'StoreEncryptedWithCustomerKey',
  title: 'Every store is encrypted with a customer managed key',
  remedy: 'give the construct its encryptionKey (ProtectedBucket, HandlerFunction), or name a KMS key in the property',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: STORE_TYPES,
  check: storeProblems,
};
