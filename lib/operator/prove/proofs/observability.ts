import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { namesOf, type Trial } from '../trial';

/** What the service made of the metrics settings. */
export const observability: Proof<Trial> = {
  assumption: 'A-OBSERVABILITY',
  title: 'read the metrics settings of the endpoint configuration',
  minutes: 1,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const EndpointName = namesOf(trial).endpoint(PROOF_MODELS.realtime);
    const { EndpointConfigName } = await trial.session.call('DescribeEndpoint', { EndpointName });
    const { MetricsConfig } = await trial.session.call('DescribeEndpointConfig', { EndpointConfigName });
    const text = JSON.stringify(MetricsConfig ?? {});
    const facts = [`${EndpointConfigName ?? 'The configuration'} has the metrics settings ${text}.`];
    const detailed = MetricsConfig !== undefined && 'EnableDetailedObservability' in MetricsConfig;
    if (!detailed) return { outcome: 'undecided', facts: [...facts, 'They say nothing about detailed observability.'] };
    return { outcome: MetricsConfig.EnableDetailedObservability === true ? 'fails' : 'holds', facts };
  },
};
