import { ASYNC_OUTPUT } from '../../../template';
import type { ComplianceRule } from '../../rule';
import { ENDPOINT_CONFIG } from '../shared/endpoints';
import { endpointKeyProblems } from '../shared/stores';

/** Answers reveal what was in the requests. */
export const rule: ComplianceRule = {
  id: 'AsyncOutputEncrypted',
  title: 'Answers of asynchronous endpoints are encrypted with a customer managed key',
  remedy: 'give AsyncEndpoint its encryptionKey, or set KmsKeyId of AsyncInferenceConfig.OutputConfig',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: [ENDPOINT_CONFIG],
  check: (config, context) => endpointKeyProblems(config, context, ASYNC_OUTPUT, 'the answers that it writes'),
};
