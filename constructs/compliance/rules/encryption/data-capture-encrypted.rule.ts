import { DATA_CAPTURE } from '../../../template';
import type { ComplianceRule } from '../../rule';
import { ENDPOINT_CONFIG } from '../shared/endpoints';
import { endpointKeyProblems } from '../shared/stores';

/** Data capture stores the requests and answers of users. */
export const rule: ComplianceRule = {
  id: 'DataCaptureEncrypted',
  title: 'Captured requests and answers are encrypted with a customer managed key',
  remedy: 'set KmsKeyId of DataCaptureConfig (dataCapture of the endpoint construct takes the key)',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: [ENDPOINT_CONFIG],
  check: (config, context) => endpointKeyProblems(config, context, DATA_CAPTURE, 'the requests that it captures'),
};
