import { hostingInstances, STORAGE_VOLUME } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT_CONFIG } from '../shared/endpoints';
import { endpointKeyProblems } from '../shared/stores';

/** Weights lie on the volumes of the instances; NVMe disks are encrypted by their hardware and take no key. */
export const rule: ComplianceRule = {
  id: 'EndpointVolumeEncrypted',
  title: 'Volumes of endpoint instances are encrypted with a customer managed key, or by the hardware of NVMe disks',
  remedy:
    'give the endpoint construct its encryptionKey; use instance types that all have local NVMe storage, or none of them',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: [ENDPOINT_CONFIG],
  check: (config, context) => {
    const { types, withLocalStorage } = hostingInstances(config.properties);
    if (withLocalStorage.length > 0 && withLocalStorage.length < types.length) {
      return violation(
        'endpoint configuration mixes instance types with and without local storage, so that no key can be given',
        'Properties.KmsKeyId',
      );
    }
    const problems = endpointKeyProblems(config, context, STORAGE_VOLUME, 'the storage of its instances');
    return problems === NOT_APPLICABLE ? COMPLIANT : problems;
  },
};
