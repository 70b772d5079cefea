import { alternatives, isObject, isSet } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT_CONFIG } from '../shared/endpoints';

/** What is captured are requests and answers of users. */
export const rule: ComplianceRule = {
  id: 'DataCaptureEncrypted',
  title: 'Captured requests and answers are encrypted with a customer managed key',
  remedy: 'set KmsKeyId of DataCaptureConfig (dataCapture of the endpoint construct takes the key)',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: [ENDPOINT_CONFIG],
  check: ({ properties }) => {
    const captures = alternatives(properties['DataCaptureConfig']).filter(isObject);
    if (captures.length === 0) return NOT_APPLICABLE;
    return captures.every((one) => isSet(one, 'KmsKeyId'))
      ? COMPLIANT
      : violation(
          'endpoint configuration has no KmsKeyId for the requests that it captures',
          'Properties.DataCaptureConfig.KmsKeyId',
        );
  },
};
