import { PROOF_MODELS } from '../project';
import type { Finding, Proof } from '../proof';
import { servingOf } from '../serving';
import type { Trial } from '../trial';

/** What the service made of the metrics settings. */
export const observability: Proof<Trial> = {
  assumption: 'A-OBSERVABILITY',
  title: 'read the metrics settings of the endpoint configuration',
  minutes: 1,
  needs: ['A-ENI'],
  run: async (trial): Promise<Finding> => {
    const EndpointConfigName = (await servingOf(trial, PROOF_MODELS.realtime))?.configuration;
    if (EndpointConfigName === undefined) return { outcome: 'not settled', facts: ['The model has no endpoint.'] };
    const { MetricsConfig } = await trial.session.call('DescribeEndpointConfig', { EndpointConfigName });
    const facts = [
      `SageMaker says that ${EndpointConfigName} has the metrics settings ${JSON.stringify(MetricsConfig ?? {})}.`,
    ];
    const detailed = MetricsConfig?.EnableDetailedObservability;
    if (detailed === undefined) {
      return { outcome: 'not settled', facts: [...facts, 'They say nothing about detailed observability.'] };
    }
    return { outcome: detailed ? 'does not hold' : 'holds', facts };
  },
};
