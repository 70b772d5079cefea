import { isSet } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT_CONFIG, isAsync } from '../shared/endpoints';

/** Answers tell of the requests. */
export const rule: ComplianceRule = {
  id: 'AsyncOutputEncrypted',
  title: 'Answers of asynchronous endpoints are encrypted with a customer managed key',
  remedy: 'give AsyncEndpoint its encryptionKey, or set KmsKeyId of AsyncInferenceConfig.OutputConfig',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: [ENDPOINT_CONFIG],
  check: (config) => {
    if (!isAsync(config)) return NOT_APPLICABLE;
    return isSet(config.properties, 'AsyncInferenceConfig', 'OutputConfig', 'KmsKeyId')
      ? COMPLIANT
      : violation(
          'endpoint configuration has no KmsKeyId for the answers that it writes',
          'Properties.AsyncInferenceConfig.OutputConfig.KmsKeyId',
        );
  },
};
