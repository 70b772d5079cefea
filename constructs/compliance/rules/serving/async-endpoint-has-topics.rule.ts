import { isSet } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import { configOf, ENDPOINT, isAsync } from '../shared/endpoints';

const TOPICS = ['SuccessTopic', 'ErrorTopic'] as const;

/** Nobody waits for the answer of a queued request, so somebody has to be notified. */
export const rule: ComplianceRule = {
  id: 'AsyncEndpointHasTopics',
  title: 'An asynchronous endpoint notifies topics of success and error',
  remedy: 'give AsyncEndpoint successTopic and errorTopic',
  requirements: ['SRV-3'],
  formerIds: ['SRV-3'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const config = configOf(endpoint, context);
    if (config === undefined || !isAsync(config)) return NOT_APPLICABLE;
    return TOPICS.filter(
      (topic) => !isSet(config.properties, 'AsyncInferenceConfig', 'OutputConfig', 'NotificationConfig', topic),
    ).map((topic) => ({
      problem: `asynchronous endpoint has no ${topic}, so that nobody hears of the outcome`,
      location: 'Properties.EndpointConfigName',
    }));
  },
};
