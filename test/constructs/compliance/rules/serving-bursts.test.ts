import { ask, changed, queued, realtime, sleeping, without } from './serving-views';

const DEV = { production: false };
const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';
const CONFIG = 'Properties.EndpointConfigName';

describe('AsyncEndpointHasTopics', () => {
  test('passes a queue that tells of its outcome, and abstains from other endpoints', () => {
    expect(ask('AsyncEndpointHasTopics', queued(), 'Endpoint', DEV)).toBe(PASSED);
    expect(ask('AsyncEndpointHasTopics', realtime(), 'Endpoint')).toBe(ABSTAINED);
  });

  test('fails a queue that nobody hears of, with each topic that is missing', () => {
    const AsyncInferenceConfig = { OutputConfig: { NotificationConfig: { SuccessTopic: { Ref: 'Success' } } } };
    const noError = `${CONFIG}: asynchronous endpoint has no ErrorTopic, so that nobody hears of the outcome`;
    expect(ask('AsyncEndpointHasTopics', changed(queued(), 'Config', { AsyncInferenceConfig }), 'Endpoint')).toBe(
      noError,
    );
    const silent = changed(queued(), 'Config', { AsyncInferenceConfig: {} });
    expect(ask('AsyncEndpointHasTopics', silent, 'Endpoint')).toBe(
      `${noError.replace('ErrorTopic', 'SuccessTopic')}\n${noError}`,
    );
  });
});

describe('AsyncEndpointScaledByBacklog', () => {
  test('passes a queue that follows its backlog, fails one that does not, abstains from other endpoints', () => {
    expect(ask('AsyncEndpointScaledByBacklog', queued(), 'Endpoint', DEV)).toBe(PASSED);
    expect(ask('AsyncEndpointScaledByBacklog', without(queued(), 'Tracking'), 'Endpoint')).toBe(
      `${CONFIG}: asynchronous endpoint does not scale by its backlog (ApproximateBacklogSizePerInstance)`,
    );
    expect(ask('AsyncEndpointScaledByBacklog', realtime(), 'Endpoint')).toBe(ABSTAINED);
  });
});

describe('EndpointScaledByConcurrency', () => {
  const id = 'EndpointScaledByConcurrency';

  test('passes endpoints that scale by concurrency, those of inference components too', () => {
    for (const resources of [realtime(), sleeping()]) expect(ask(id, resources, 'Endpoint')).toBe(PASSED);
  });

  test('abstains from queues and outside of production', () => {
    expect(ask(id, queued(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, realtime(), 'Endpoint', DEV)).toBe(ABSTAINED);
  });

  test('fails an endpoint that a burst overruns', () => {
    expect(ask(id, without(realtime(), 'Tracking', 'Errors'), 'Endpoint')).toBe(
      `${CONFIG}: endpoint does not scale by concurrent requests, so that a burst meets too few instances`,
    );
  });
});

describe('EndpointAlarmsOnRefusedRequests', () => {
  const id = 'EndpointAlarmsOnRefusedRequests';

  test('passes endpoints with an alarm, abstains from queues and outside of production', () => {
    for (const resources of [realtime(), sleeping()]) expect(ask(id, resources, 'Endpoint')).toBe(PASSED);
    expect(ask(id, queued(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, realtime(), 'Endpoint', DEV)).toBe(ABSTAINED);
  });

  test('fails an endpoint whose refusals nobody hears of', () => {
    expect(ask(id, without(realtime(), 'Tracking', 'Errors'), 'Endpoint')).toBe(
      `${CONFIG}: endpoint has no alarm on Invocation5XXErrors, so that refused requests are lost silently`,
    );
  });
});

describe('EndpointWakesFromZero', () => {
  const id = 'EndpointWakesFromZero';

  test('passes endpoints that an alarm wakes', () => {
    for (const resources of [queued(), sleeping()]) expect(ask(id, resources, 'Endpoint')).toBe(PASSED);
  });

  test('abstains from what never sleeps, and outside of production from all but queues', () => {
    expect(ask(id, realtime(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, sleeping(), 'Endpoint', DEV)).toBe(ABSTAINED);
    expect(ask(id, queued(), 'Endpoint', DEV)).toBe(PASSED);
  });

  test('fails a queue and an endpoint that nothing wakes', () => {
    const asleep = `${CONFIG}: endpoint may go to zero and has no alarm on`;
    expect(ask(id, without(queued(), 'Waking'), 'Endpoint')).toBe(
      `${asleep} HasBacklogWithoutCapacity that starts a scaling policy, so that nothing wakes it`,
    );
    expect(ask(id, changed(sleeping(), 'Waking', { AlarmActions: [{ Ref: 'Topic' }] }), 'Endpoint')).toBe(
      `${asleep} NoCapacityInvocationFailures that starts a scaling policy, so that nothing wakes it`,
    );
  });
});
