import type { CapabilityProblem } from '../capability';
import type { QualityMetrics } from './schema';

/** Each metric has an alarm of its own, which is called after it. */
export function checkQuality(metrics: QualityMetrics): readonly CapabilityProblem[] {
  const names = metrics.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            path: [index, 'name'],
            what: `${name} stands twice`,
            remedy: 'give each metric a name of its own: each has an alarm of its own',
            requirement: 'REL-1',
          },
        ],
  );
}
