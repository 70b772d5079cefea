import type { CapabilityEvidence } from '../capability';
import type { QualityMetrics } from './schema';

/** The limits, for rules and reviewers in the metadata, for people in the model card. */
export const qualityEvidence: CapabilityEvidence<QualityMetrics> = {
  metadata: (metrics) => (metrics.length === 0 ? {} : { quality: metrics }),
  card: (metrics) =>
    Object.fromEntries(
      metrics.map(({ name, description, floor, ceiling }) => [
        `quality ${name}`,
        `${floor === undefined ? `at most ${ceiling}` : `at least ${floor}`}: ${description}`,
      ]),
    ),
};
