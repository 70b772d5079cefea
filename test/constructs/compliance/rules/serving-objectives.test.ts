import { ask, changed, queued, realtime, rewritten, sleeping, without } from './serving-views';

const DEV = { production: false };
const PASSED = 'compliant';

describe('LatencyObjectivePublished and AvailabilityObjectivePublished', () => {
  const at = 'Metadata.ai-production:model.objectives';

  test('pass an endpoint with objectives', () => {
    for (const id of ['LatencyObjectivePublished', 'AvailabilityObjectivePublished']) {
      expect(ask(id, queued(), 'Endpoint', DEV)).toBe(PASSED);
    }
  });

  test('fail an endpoint without', () => {
    const silent = rewritten(realtime(), 'Endpoint', (one) => ({ ...one, metadata: {} }));
    expect(ask('LatencyObjectivePublished', silent, 'Endpoint')).toBe(
      `${at}: endpoint publishes no objective for latency (objectives.latencyP99Milliseconds)`,
    );
    expect(ask('AvailabilityObjectivePublished', silent, 'Endpoint')).toBe(
      `${at}: endpoint publishes no objective for availability (objectives.availabilityPercent)`,
    );
  });

  test.each([
    ['LatencyObjectivePublished', { latencyP99Milliseconds: 0 }],
    ['AvailabilityObjectivePublished', { availabilityPercent: 101 }],
    ['AvailabilityObjectivePublished', { availabilityPercent: 0 }],
  ])('%s fails %j', (id, objectives) => {
    const empty = rewritten(realtime(), 'Endpoint', (one) => ({
      ...one,
      metadata: { 'ai-production:model': { objectives } },
    }));
    expect(ask(id, empty, 'Endpoint')).toMatch(`${at}: endpoint publishes no objective`);
  });
});

describe('LatencyObjectiveAlarmed', () => {
  const id = 'LatencyObjectiveAlarmed';

  test('passes an alarm within the objective, also on a metric inside an expression', () => {
    for (const resources of [realtime(), queued(), sleeping()]) expect(ask(id, resources, 'Endpoint')).toBe(PASSED);
    const Metric = { MetricName: 'ModelLatency', Dimensions: [{ Name: 'EndpointName', Value: 'excorp-prod--churn' }] };
    const inMath = { MetricName: undefined, Dimensions: undefined, Metrics: [{ MetricStat: { Metric } }] };
    expect(ask(id, changed(realtime(), 'Latency', inMath), 'Endpoint')).toBe(PASSED);
  });

  test('fails an endpoint that nothing watches, or an alarm on another', () => {
    const problem = 'Properties: endpoint has no alarm on ModelLatency';
    expect(ask(id, without(realtime(), 'Errors', 'Latency'), 'Endpoint')).toBe(problem);
    const elsewhere = { Dimensions: [{ Name: 'EndpointName', Value: 'another' }] };
    expect(ask(id, changed(realtime(), 'Latency', elsewhere), 'Endpoint')).toBe(problem);
  });

  test('fails an alarm that is more patient than the objective', () => {
    expect(ask(id, changed(realtime(), 'Latency', { Threshold: 250_000 }), 'Endpoint')).toBe(
      'Properties: endpoint has its tightest alarm on ModelLatency at 250000 µs, above the objective of 200 ms',
    );
  });
});

describe('AvailabilityObjectiveAlarmed', () => {
  test('passes endpoints with an alarm on errors, and fails those without', () => {
    for (const resources of [realtime(), queued(), sleeping()]) {
      expect(ask('AvailabilityObjectiveAlarmed', resources, 'Endpoint', DEV)).toBe(PASSED);
    }
    expect(ask('AvailabilityObjectiveAlarmed', without(realtime(), 'Errors', 'Latency'), 'Endpoint')).toBe(
      'Properties: endpoint has no alarm on Invocation5XXErrors',
    );
  });
});
