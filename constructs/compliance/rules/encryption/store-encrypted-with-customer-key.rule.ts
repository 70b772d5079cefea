import { itemsOf, valuesAt, type ResourceView } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { takesAccessLogs } from '../shared/log-delivery';
import { STORE_KEYS } from '../shared/stores';

/** A key of the company decides who reads, and can be taken away. */
export const rule: ComplianceRule = {
  id: 'StoreEncryptedWithCustomerKey',
  title: 'Every store is encrypted with a customer managed key',
  remedy: 'give the construct its encryptionKey (ProtectedBucket, HandlerFunction), or name a KMS key in the property',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: Object.keys(STORE_KEYS),
  check: (store, context) => {
    // S3 cannot deliver its logs under a key of ours.
    if (store.type === 'AWS::S3::Bucket' && takesAccessLogs(store, context) && usesKeyOfS3(store)) {
      return NOT_APPLICABLE;
    }
    const path = STORE_KEYS[store.type] ?? [];
    const location = `Properties.${path.filter((step) => step !== '*').join('.')}`;
    const keys = walk(store.properties, path);
    if (keys.length === 0 || keys.some((key) => key === undefined)) {
      return violation('store is not encrypted with a customer managed key', location);
    }
    const ofAws = keys.filter((key) => typeof key === 'string').find((key) => /(?:^|:)alias\/aws\//.test(key));
    return ofAws === undefined
      ? COMPLIANT
      : violation(`store is encrypted with the key ${ofAws} of AWS, and not with a customer managed key`, location);
  },
};

function walk(value: unknown, path: readonly string[]): readonly unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [value === '' || value === null ? undefined : value];
  if (step === '*') return itemsOf(value).flatMap((one) => walk(one, rest));
  return valuesAt(value, step).flatMap((one) => walk(one, rest));
}

function usesKeyOfS3({ properties }: ResourceView): boolean {
  return valuesAt(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration')
    .flatMap(itemsOf)
    .every((one) =>
      valuesAt(one, 'ServerSideEncryptionByDefault', 'SSEAlgorithm').every((algorithm) => algorithm === 'AES256'),
    );
}
