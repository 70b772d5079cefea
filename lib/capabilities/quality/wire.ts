import { QualityAlarms } from '../../../constructs/monitoring';
import type { CapabilityWiring } from '../capability';
import type { QualityMetrics } from './schema';

/** An alarm for each metric, which guards the rollouts of the model. */
export const qualityWiring: CapabilityWiring<QualityMetrics> = {
  serving: (quality, { scope, modelPackage, metrics: { endpointName }, alerts }) => {
    if (quality.length === 0) return {};
    const { rollback } = new QualityAlarms(scope, 'Answers', { endpointName, modelPackage, quality, alerts });
    return { rollbackAlarms: rollback };
  },
};
