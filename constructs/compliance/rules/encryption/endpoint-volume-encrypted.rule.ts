import { hasLocalStorage } from '../../../model';
import { isSet, itemsOf, valuesAt } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT_CONFIG, variantsOf } from '../shared/endpoints';

/** Weights lie on the volumes of the instances; NVMe disks are encrypted by their hardware and take no key. */
export const rule: ComplianceRule = {
  id: 'EndpointVolumeEncrypted',
  title:
    'The volumes of endpoint instances are encrypted with a customer managed key, or by the hardware of their disks',
  remedy:
    'give the endpoint construct its encryptionKey, and instance types that all have local storage or all have none',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: [ENDPOINT_CONFIG],
  check: (config) => {
    const types = variantsOf(config).flatMap(({ value }) => [
      ...itemsOf(value['InstanceType']),
      ...itemsOf(value['InstancePools']).flatMap((pool) => valuesAt(pool, 'InstanceType')),
    ]);
    const local = types.filter((type) => typeof type === 'string' && hasLocalStorage(type));
    const location = 'Properties.KmsKeyId';
    if (local.length > 0 && local.length < types.length) {
      return violation(
        'endpoint configuration mixes instance types with and without local storage, so that no key can be given',
        location,
      );
    }
    return local.length > 0 || isSet(config.properties, 'KmsKeyId')
      ? COMPLIANT
      : violation('endpoint configuration has no KmsKeyId for the storage of its instances', location);
  },
};
