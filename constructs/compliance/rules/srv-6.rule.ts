import { type ComplianceRule, type RuleContext } from '../rule';
import { type ResourceView, numberOf, valuesAt } from '../../template';
import type { Problem } from '../template-check';
import { alarmsOn } from './shared/alarms';
import { smallestAt } from './shared/capacity';
import { ENDPOINT } from './shared/endpoints';
import { governanceOf, METADATA_LOCATION } from './shared/governance';
import { judge } from './shared/judge';

const MICROSECONDS = 1000;

/** What users may expect is written down, and somebody is called when it is not so. */
export const rule: ComplianceRule = {
  id: 'SRV-6',
  title: 'Every endpoint publishes its objectives for latency and availability, and has an alarm on each',
  remedy:
    'set objectives.latencyP99Milliseconds and objectives.availabilityPercent of the model; in code, pass governance and create EndpointAlarms',
  resourceTypes: [ENDPOINT],
  check: (endpoint, context) => {
    const objectives = governanceOf(endpoint)?.['objectives'];
    const [latency] = valuesAt(objectives, 'latencyP99Milliseconds').map(numberOf);
    const [availability] = valuesAt(objectives, 'availabilityPercent').map(numberOf);
    return judge([
      ...objectiveProblems(latency, availability),
      ...latencyAlarmProblems(endpoint, latency, context),
      ...availabilityAlarmProblems(endpoint, context),
    ]);
  },
};

function objectiveProblems(latency: number | undefined, availability: number | undefined): readonly Problem[] {
  const location = `${METADATA_LOCATION}.objectives`;
  const problems: Problem[] = [];
  if (latency === undefined || latency <= 0) {
    problems.push({
      problem: 'endpoint publishes no objective for latency (objectives.latencyP99Milliseconds)',
      location,
    });
  }
  if (availability === undefined || availability <= 0 || availability > 100) {
    problems.push({
      problem: 'endpoint publishes no objective for availability (objectives.availabilityPercent)',
      location,
    });
  }
  return problems;
}

function latencyAlarmProblems(
  endpoint: ResourceView,
  objective: number | undefined,
  context: RuleContext,
): readonly Problem[] {
  const alarms = alarmsOn('ModelLatency', endpoint, context);
  if (alarms.length === 0) return [{ problem: 'endpoint has no alarm on ModelLatency', location: 'Properties' }];
  if (objective === undefined) return [];
  const thresholds = alarms
    .map(({ properties }) => smallestAt(properties, 'Threshold'))
    .filter((one) => one !== undefined);
  const tightest = Math.min(...thresholds);
  if (thresholds.length === 0 || tightest <= objective * MICROSECONDS) return [];
  return [
    {
      problem: `endpoint has its tightest alarm on ModelLatency at ${tightest} µs, above the objective of ${objective} ms`,
      location: 'Properties',
    },
  ];
}

function availabilityAlarmProblems(endpoint: ResourceView, context: RuleContext): readonly Problem[] {
  return alarmsOn('Invocation5XXErrors', endpoint, context).length > 0
    ? []
    : [{ problem: 'endpoint has no alarm on Invocation5XXErrors', location: 'Properties' }];
}
