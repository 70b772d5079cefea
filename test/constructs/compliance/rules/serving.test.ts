import { view } from '../views';
import { ask, changed, queued, realtime, rewritten, sleeping, without, withVariant } from './serving-views';

const DEV = { production: false };
const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';
const CONFIG = 'Properties.EndpointConfigName';

describe('SRV-1', () => {
  test('passes endpoints, configurations and models in two zones', () => {
    for (const resources of [realtime(), sleeping()]) {
      expect(['Endpoint', 'Config', 'Model'].map((id) => ask('SRV-1', resources, id))).toEqual([
        PASSED,
        PASSED,
        PASSED,
      ]);
    }
  });

  test('abstains from the redundancy of queues and outside of production', () => {
    expect(ask('SRV-1', queued(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask('SRV-1', realtime(), 'Endpoint', DEV)).toBe(ABSTAINED);
  });

  test('fails one subnet, the same subnet twice, and no VPC', () => {
    const Subnets = [{ 'Fn::ImportValue': 'net:SubnetA' }];
    const problem = 'Properties.VpcConfig.Subnets: model has 1 subnet, and needs 2 in different zones';
    expect(ask('SRV-1', changed(realtime(), 'Model', { VpcConfig: { Subnets } }), 'Model')).toBe(problem);
    expect(
      ask('SRV-1', changed(realtime(), 'Model', { VpcConfig: { Subnets: [...Subnets, ...Subnets] } }), 'Model'),
    ).toBe(problem);
    expect(ask('SRV-1', changed(sleeping(), 'Config', { VpcConfig: undefined }), 'Config', DEV)).toBe(
      'Properties.VpcConfig: endpoint configuration is in no VPC, and needs subnets in 2 zones',
    );
  });

  test('fails two subnets of one zone', () => {
    const subnet = (logicalId: string, AvailabilityZone: string) =>
      view('AWS::EC2::Subnet', { AvailabilityZone }, { logicalId });
    const vpc = { VpcConfig: { Subnets: [{ Ref: 'A' }, { Ref: 'B' }] } };
    const inZones = (a: string, b: string) =>
      ask('SRV-1', [...changed(realtime(), 'Model', vpc), subnet('A', a), subnet('B', b)], 'Model');
    expect(inZones('eu-west-1a', 'eu-west-1b')).toBe(PASSED);
    expect(inZones('eu-west-1a', 'eu-west-1a')).toBe(
      'Properties.VpcConfig.Subnets: model has all of its subnets in the zone "eu-west-1a", and needs 2 zones',
    );
  });

  test('fails a variant that keeps one instance, by its start or by its scaling', () => {
    const problem = `${CONFIG}: variant keeps 1 instance, so one zone, and production needs 2`;
    expect(ask('SRV-1', withVariant(realtime(), { InitialInstanceCount: 1 }), 'Endpoint')).toBe(problem);
    expect(ask('SRV-1', changed(realtime(), 'Target', { MinCapacity: 1 }), 'Endpoint')).toBe(problem);
    const scaling = { Status: 'ENABLED', MinInstanceCount: 1 };
    expect(ask('SRV-1', withVariant(sleeping(), { ManagedInstanceScaling: scaling }), 'Endpoint')).toBe(problem);
    expect(ask('SRV-1', withVariant(sleeping(), { ManagedInstanceScaling: undefined }), 'Endpoint')).toBe(
      `${CONFIG}: variant does not say how many instances it keeps, and production needs 2`,
    );
  });

  test('fails a serverless variant, one without instance type, and a model without container', () => {
    const at = 'Properties.ProductionVariants.0';
    expect(ask('SRV-1', withVariant(realtime(), { ServerlessConfig: {} }), 'Config')).toBe(
      `${at}: variant is serverless, which has no GPU and no zones of its own`,
    );
    expect(ask('SRV-1', withVariant(realtime(), { InstanceType: undefined }), 'Config')).toBe(
      `${at}: variant declares no instance type`,
    );
    expect(ask('SRV-1', changed(realtime(), 'Model', { PrimaryContainer: undefined }), 'Model')).toBe(
      'Properties.PrimaryContainer: model has no container',
    );
  });
});

describe('SRV-2', () => {
  test('passes variants and inference components that are scaled', () => {
    expect(ask('SRV-2', realtime(), 'Endpoint')).toBe(PASSED);
    expect(ask('SRV-2', queued(), 'Endpoint')).toBe(PASSED);
    expect(ask('SRV-2', sleeping(), 'Endpoint')).toBe(PASSED);
    expect(ask('SRV-2', sleeping(), 'Component')).toBe(PASSED);
  });

  test('knows the target by the name of the endpoint too', () => {
    const ResourceId = 'endpoint/excorp-prod--churn/variant/AllTraffic';
    expect(ask('SRV-2', changed(realtime(), 'Target', { ResourceId }), 'Endpoint')).toBe(PASSED);
  });

  test('fails what has no target, or the target of another variant', () => {
    const problem = `${CONFIG}: variant has no scalable target, so that its capacity is fixed`;
    expect(ask('SRV-2', without(realtime(), 'Target'), 'Endpoint')).toBe(problem);
    const other = { ResourceId: 'endpoint/excorp-prod--churn/variant/Other' };
    expect(ask('SRV-2', changed(realtime(), 'Target', other), 'Endpoint')).toBe(problem);
    expect(ask('SRV-2', without(sleeping(), 'Target'), 'Component')).toBe(
      'Properties: inference component has no scalable target, so that its capacity is fixed',
    );
  });

  test('fails a target without policy, a reversed range, and instances that nothing manages', () => {
    expect(ask('SRV-2', without(realtime(), 'Tracking', 'WakeUp'), 'Endpoint')).toBe(
      `${CONFIG}: variant has a scalable target without a scaling policy`,
    );
    expect(ask('SRV-2', changed(realtime(), 'Target', { MinCapacity: 5 }), 'Endpoint')).toBe(
      `${CONFIG}: variant scales between 5 and 4, which is no range`,
    );
    expect(ask('SRV-2', withVariant(sleeping(), { ManagedInstanceScaling: undefined }), 'Endpoint')).toBe(
      `${CONFIG}: variant for inference components does not manage its instances (ManagedInstanceScaling)`,
    );
  });

  test('abstains from an endpoint whose configuration lies elsewhere', () => {
    expect(ask('SRV-2', without(realtime(), 'Config'), 'Endpoint')).toBe(ABSTAINED);
  });
});

describe('SRV-3', () => {
  test('passes queues, and endpoints that scale by concurrency and alarm on refused requests', () => {
    for (const resources of [realtime(), queued(), sleeping()])
      expect(ask('SRV-3', resources, 'Endpoint')).toBe(PASSED);
  });

  test('abstains from endpoints without queue outside of production', () => {
    expect(ask('SRV-3', realtime(), 'Endpoint', DEV)).toBe(ABSTAINED);
    expect(ask('SRV-3', queued(), 'Endpoint', DEV)).toBe(PASSED);
  });

  test('fails a queue that nobody hears of', () => {
    const AsyncInferenceConfig = { OutputConfig: { NotificationConfig: { SuccessTopic: { Ref: 'Success' } } } };
    expect(ask('SRV-3', changed(queued(), 'Config', { AsyncInferenceConfig }), 'Endpoint')).toBe(
      `${CONFIG}: asynchronous endpoint has no ErrorTopic, so that nobody hears of the outcome`,
    );
  });

  test('fails a queue that does not scale by its backlog, or does not wake up', () => {
    expect(ask('SRV-3', without(queued(), 'Tracking'), 'Endpoint')).toBe(
      `${CONFIG}: asynchronous endpoint does not scale by its backlog (ApproximateBacklogSizePerInstance)`,
    );
    const asleep = `${CONFIG}: endpoint may go to zero and has no alarm on`;
    expect(ask('SRV-3', without(queued(), 'Waking'), 'Endpoint')).toBe(
      `${asleep} HasBacklogWithoutCapacity that starts a scaling policy, so that nothing wakes it`,
    );
    expect(ask('SRV-3', changed(sleeping(), 'Waking', { AlarmActions: [{ Ref: 'Topic' }] }), 'Endpoint')).toBe(
      `${asleep} NoCapacityInvocationFailures that starts a scaling policy, so that nothing wakes it`,
    );
  });

  test('fails a burst that is lost', () => {
    expect(ask('SRV-3', without(realtime(), 'Tracking', 'Errors'), 'Endpoint')).toBe(
      `${CONFIG}: endpoint does not scale by concurrent requests, so that a burst meets too few instances; endpoint has no alarm on Invocation5XXErrors, so that refused requests are lost silently`,
    );
  });
});

describe('SRV-4', () => {
  const TIMEOUT = 'ContainerStartupHealthCheckTimeoutInSeconds';
  const at = `Properties.ProductionVariants.0.${TIMEOUT}`;

  test('passes time-outs on variants and on inference components', () => {
    expect(ask('SRV-4', realtime(), 'Config')).toBe(PASSED);
    expect(ask('SRV-4', sleeping(), 'Component')).toBe(PASSED);
    expect(ask('SRV-4', withVariant(realtime(), { [TIMEOUT]: { Ref: 'Timeout' } }), 'Config')).toBe(PASSED);
  });

  test('abstains from a variant whose time-outs lie in its inference components', () => {
    expect(ask('SRV-4', sleeping(), 'Config')).toBe(ABSTAINED);
    const Specification = { BaseInferenceComponentName: 'base' };
    expect(ask('SRV-4', changed(sleeping(), 'Component', { Specification }), 'Component')).toBe(ABSTAINED);
  });

  test('fails a time-out that is missing or out of range', () => {
    expect(ask('SRV-4', withVariant(realtime(), { [TIMEOUT]: undefined }), 'Config')).toBe(
      `${at}: variant has no ${TIMEOUT}`,
    );
    expect(ask('SRV-4', withVariant(realtime(), { [TIMEOUT]: 30 }), 'Config')).toBe(
      `${at}: variant has ${TIMEOUT} 30, which must be 60 to 3600`,
    );
    expect(ask('SRV-4', changed(sleeping(), 'Component', { Specification: {} }), 'Component')).toBe(
      `Properties.Specification.StartupParameters.${TIMEOUT}: inference component has no ${TIMEOUT}`,
    );
  });
});

describe('SRV-5', () => {
  test('passes capacity that is warm, and cached weights where it may go to zero', () => {
    expect(ask('SRV-5', realtime(), 'Endpoint')).toBe(PASSED);
    expect(ask('SRV-5', sleeping(), 'Component')).toBe(PASSED);
    const warm = changed(changed(sleeping(), 'Component', { Specification: {} }), 'Target', { MinCapacity: 1 });
    expect(ask('SRV-5', warm, 'Component')).toBe(PASSED);
  });

  test('abstains from queues, from variants without models, and outside of production', () => {
    expect(ask('SRV-5', queued(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask('SRV-5', sleeping(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask('SRV-5', realtime(), 'Endpoint', DEV)).toBe(ABSTAINED);
  });

  test('fails a variant that may go cold, and a component that is neither warm nor cached', () => {
    expect(ask('SRV-5', changed(realtime(), 'Target', { MinCapacity: 0 }), 'Endpoint')).toBe(
      `${CONFIG}: variant keeps no instance warm`,
    );
    expect(ask('SRV-5', changed(sleeping(), 'Component', { Specification: {} }), 'Component')).toBe(
      'Properties.Specification.DataCacheConfig: inference component keeps no copy warm and does not cache its weights (DataCacheConfig.EnableCaching)',
    );
  });
});

describe('SRV-6', () => {
  test('passes objectives with alarms, also on metrics inside expressions', () => {
    for (const resources of [realtime(), queued(), sleeping()])
      expect(ask('SRV-6', resources, 'Endpoint')).toBe(PASSED);
    const Metric = { MetricName: 'ModelLatency', Dimensions: [{ Name: 'EndpointName', Value: 'excorp-prod--churn' }] };
    const inMath = { MetricName: undefined, Dimensions: undefined, Metrics: [{ MetricStat: { Metric } }] };
    expect(ask('SRV-6', changed(realtime(), 'Latency', inMath), 'Endpoint')).toBe(PASSED);
  });

  test('fails an endpoint without objectives', () => {
    const silent = rewritten(realtime(), 'Endpoint', (one) => ({ ...one, metadata: {} }));
    expect(ask('SRV-6', silent, 'Endpoint')).toBe(
      'Metadata.ai-production:model.objectives: endpoint publishes no objective for latency (objectives.latencyP99Milliseconds); endpoint publishes no objective for availability (objectives.availabilityPercent)',
    );
  });

  test('fails objectives that nothing watches', () => {
    expect(ask('SRV-6', without(realtime(), 'Errors', 'Latency'), 'Endpoint')).toBe(
      'Properties: endpoint has no alarm on ModelLatency; endpoint has no alarm on Invocation5XXErrors',
    );
    const elsewhere = { Dimensions: [{ Name: 'EndpointName', Value: 'another' }] };
    expect(ask('SRV-6', changed(realtime(), 'Latency', elsewhere), 'Endpoint')).toBe(
      'Properties: endpoint has no alarm on ModelLatency',
    );
  });

  test('fails an alarm that is more patient than the objective', () => {
    expect(ask('SRV-6', changed(realtime(), 'Latency', { Threshold: 250_000 }), 'Endpoint')).toBe(
      'Properties: endpoint has its tightest alarm on ModelLatency at 250000 µs, above the objective of 200 ms',
    );
  });
});
