import { view } from '../views';
import { ask, changed, queued, realtime, sleeping, without, withVariant } from './serving-views';

const DEV = { production: false };
const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';
const CONFIG = 'Properties.EndpointConfigName';
const RULES_OF_ENDPOINTS = [
  'EndpointKeepsTwoInstances',
  'EndpointScaled',
  'ManagedInstanceScalingEnabled',
  'AsyncEndpointHasTopics',
  'AsyncEndpointScaledByBacklog',
  'EndpointScaledByConcurrency',
  'EndpointAlarmsOnRefusedRequests',
  'EndpointWakesFromZero',
  'EndpointKeptWarm',
] as const;

test.each(RULES_OF_ENDPOINTS)('%s abstains from an endpoint whose configuration lies elsewhere', (id) => {
  expect(ask(id, without(realtime(), 'Config'), 'Endpoint')).toBe(ABSTAINED);
});

describe('ModelHasContainer', () => {
  test('passes a model with a container, fails one without', () => {
    expect(ask('ModelHasContainer', realtime(), 'Model')).toBe(PASSED);
    expect(ask('ModelHasContainer', changed(realtime(), 'Model', { PrimaryContainer: undefined }), 'Model')).toBe(
      'Properties.PrimaryContainer: model has no container',
    );
  });
});

describe('VariantHasInstanceType', () => {
  test('passes variants on declared instances', () => {
    for (const resources of [realtime(), queued(), sleeping()]) {
      expect(ask('VariantHasInstanceType', resources, 'Config')).toBe(PASSED);
    }
  });

  test('abstains from a configuration without variants', () => {
    expect(ask('VariantHasInstanceType', changed(realtime(), 'Config', { ProductionVariants: [] }), 'Config')).toBe(
      ABSTAINED,
    );
  });

  test('fails a serverless variant and one without instance type', () => {
    const at = 'Properties.ProductionVariants.0';
    expect(ask('VariantHasInstanceType', withVariant(realtime(), { ServerlessConfig: {} }), 'Config')).toBe(
      `${at}: variant is serverless, which has no GPU and no zones of its own`,
    );
    expect(ask('VariantHasInstanceType', withVariant(realtime(), { InstanceType: undefined }), 'Config')).toBe(
      `${at}: variant declares no instance type`,
    );
  });
});

describe('ModelSubnetsInTwoZones', () => {
  const id = 'ModelSubnetsInTwoZones';

  test('passes models, and configurations that place inference components, in two zones', () => {
    for (const resources of [realtime(), sleeping()]) expect(ask(id, resources, 'Model')).toBe(PASSED);
    expect(ask(id, sleeping(), 'Config')).toBe(PASSED);
  });

  test('abstains from a configuration whose models are in subnets of their own', () => {
    expect(ask(id, realtime(), 'Config')).toBe(ABSTAINED);
  });

  test('fails one subnet, the same subnet twice, and no VPC', () => {
    const Subnets = [{ 'Fn::ImportValue': 'net:SubnetA' }];
    const problem = 'Properties.VpcConfig.Subnets: model has 1 subnet, and needs 2 in different zones';
    expect(ask(id, changed(realtime(), 'Model', { VpcConfig: { Subnets } }), 'Model')).toBe(problem);
    expect(ask(id, changed(realtime(), 'Model', { VpcConfig: { Subnets: [...Subnets, ...Subnets] } }), 'Model')).toBe(
      problem,
    );
    expect(ask(id, changed(sleeping(), 'Config', { VpcConfig: undefined }), 'Config', DEV)).toBe(
      'Properties.VpcConfig: endpoint configuration is in no VPC, and needs subnets in 2 zones',
    );
  });

  test('fails two subnets of one zone', () => {
    const subnet = (logicalId: string, AvailabilityZone: string) =>
      view('AWS::EC2::Subnet', { AvailabilityZone }, { logicalId });
    const vpc = { VpcConfig: { Subnets: [{ Ref: 'A' }, { Ref: 'B' }] } };
    const inZones = (a: string, b: string) =>
      ask(id, [...changed(realtime(), 'Model', vpc), subnet('A', a), subnet('B', b)], 'Model');
    expect(inZones('eu-west-1a', 'eu-west-1b')).toBe(PASSED);
    expect(inZones('eu-west-1a', 'eu-west-1a')).toBe(
      'Properties.VpcConfig.Subnets: model has all of its subnets in the zone "eu-west-1a", and needs 2 zones',
    );
  });
});

describe('EndpointKeepsTwoInstances', () => {
  const id = 'EndpointKeepsTwoInstances';

  test('passes two instances, and an endpoint that may go to zero', () => {
    for (const resources of [realtime(), sleeping()]) expect(ask(id, resources, 'Endpoint')).toBe(PASSED);
  });

  test('abstains from queues and outside of production', () => {
    expect(ask(id, queued(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, realtime(), 'Endpoint', DEV)).toBe(ABSTAINED);
  });

  test('fails a variant that keeps one instance, by its start or by its scaling', () => {
    const problem = `${CONFIG}: variant keeps 1 instance, so one zone, and production needs 2`;
    expect(ask(id, withVariant(realtime(), { InitialInstanceCount: 1 }), 'Endpoint')).toBe(problem);
    expect(ask(id, changed(realtime(), 'Target', { MinCapacity: 1 }), 'Endpoint')).toBe(problem);
    const scaling = { Status: 'ENABLED', MinInstanceCount: 1 };
    expect(ask(id, withVariant(sleeping(), { ManagedInstanceScaling: scaling }), 'Endpoint')).toBe(problem);
    expect(ask(id, withVariant(sleeping(), { ManagedInstanceScaling: undefined }), 'Endpoint')).toBe(
      `${CONFIG}: variant does not say how many instances it keeps, and production needs 2`,
    );
  });
});

describe('EndpointScaled', () => {
  const id = 'EndpointScaled';

  test('passes variants and inference components that are scaled', () => {
    expect(ask(id, realtime(), 'Endpoint')).toBe(PASSED);
    expect(ask(id, queued(), 'Endpoint')).toBe(PASSED);
    expect(ask(id, sleeping(), 'Component')).toBe(PASSED);
  });

  test('abstains from an endpoint that only places inference components', () => {
    expect(ask(id, sleeping(), 'Endpoint')).toBe(ABSTAINED);
  });

  test('knows the target by the name of the endpoint too', () => {
    const ResourceId = 'endpoint/excorp-prod--churn/variant/AllTraffic';
    expect(ask(id, changed(realtime(), 'Target', { ResourceId }), 'Endpoint')).toBe(PASSED);
  });

  test('fails what has no target, or the target of another variant', () => {
    const problem = `${CONFIG}: variant has no scalable target, so that its capacity is fixed`;
    expect(ask(id, without(realtime(), 'Target'), 'Endpoint')).toBe(problem);
    const other = { ResourceId: 'endpoint/excorp-prod--churn/variant/Other' };
    expect(ask(id, changed(realtime(), 'Target', other), 'Endpoint')).toBe(problem);
    expect(ask(id, without(sleeping(), 'Target'), 'Component')).toBe(
      'Properties: inference component has no scalable target, so that its capacity is fixed',
    );
  });

  test('fails a target without policy, and a reversed range', () => {
    expect(ask(id, without(realtime(), 'Tracking', 'WakeUp'), 'Endpoint')).toBe(
      `${CONFIG}: variant has a scalable target without a scaling policy`,
    );
    expect(ask(id, changed(realtime(), 'Target', { MinCapacity: 5 }), 'Endpoint')).toBe(
      `${CONFIG}: variant scales between 5 and 4, which is no range`,
    );
  });
});

describe('ManagedInstanceScalingEnabled', () => {
  const id = 'ManagedInstanceScalingEnabled';

  test('passes instances that SageMaker manages, and fails those that nothing does', () => {
    expect(ask(id, sleeping(), 'Endpoint')).toBe(PASSED);
    expect(ask(id, withVariant(sleeping(), { ManagedInstanceScaling: undefined }), 'Endpoint')).toBe(
      `${CONFIG}: variant for inference components does not manage its instances (ManagedInstanceScaling)`,
    );
  });

  test('abstains from variants with models', () => {
    expect(ask(id, realtime(), 'Endpoint')).toBe(ABSTAINED);
  });
});

describe('ContainerStartupTimeoutSet', () => {
  const id = 'ContainerStartupTimeoutSet';
  const TIMEOUT = 'ContainerStartupHealthCheckTimeoutInSeconds';
  const at = `Properties.ProductionVariants.0.${TIMEOUT}`;

  test('passes time-outs on variants and on inference components', () => {
    expect(ask(id, realtime(), 'Config')).toBe(PASSED);
    expect(ask(id, sleeping(), 'Component')).toBe(PASSED);
    expect(ask(id, withVariant(realtime(), { [TIMEOUT]: { Ref: 'Timeout' } }), 'Config')).toBe(PASSED);
  });

  test('abstains from a variant whose time-outs lie in its inference components', () => {
    expect(ask(id, sleeping(), 'Config')).toBe(ABSTAINED);
    const Specification = { BaseInferenceComponentName: 'base' };
    expect(ask(id, changed(sleeping(), 'Component', { Specification }), 'Component')).toBe(ABSTAINED);
  });

  test('fails a time-out that is missing or out of range', () => {
    expect(ask(id, withVariant(realtime(), { [TIMEOUT]: undefined }), 'Config')).toBe(
      `${at}: variant has no ${TIMEOUT}`,
    );
    expect(ask(id, withVariant(realtime(), { [TIMEOUT]: 30 }), 'Config')).toBe(
      `${at}: variant has ${TIMEOUT} 30, which must be 60 to 3600`,
    );
    expect(ask(id, changed(sleeping(), 'Component', { Specification: {} }), 'Component')).toBe(
      `Properties.Specification.StartupParameters.${TIMEOUT}: inference component has no ${TIMEOUT}`,
    );
  });
});

describe('EndpointKeptWarm', () => {
  const id = 'EndpointKeptWarm';

  test('passes an endpoint that keeps an instance warm, and fails one that may go cold', () => {
    expect(ask(id, realtime(), 'Endpoint')).toBe(PASSED);
    expect(ask(id, changed(realtime(), 'Target', { MinCapacity: 0 }), 'Endpoint')).toBe(
      `${CONFIG}: variant keeps no instance warm`,
    );
  });

  test('abstains from queues, from variants without models, and outside of production', () => {
    expect(ask(id, queued(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, sleeping(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, realtime(), 'Endpoint', DEV)).toBe(ABSTAINED);
  });
});

describe('InferenceComponentWarmOrCached', () => {
  const id = 'InferenceComponentWarmOrCached';

  test('passes copies that are warm, and cached weights where they may go to zero', () => {
    expect(ask(id, sleeping(), 'Component')).toBe(PASSED);
    const warm = changed(changed(sleeping(), 'Component', { Specification: {} }), 'Target', { MinCapacity: 1 });
    expect(ask(id, warm, 'Component')).toBe(PASSED);
  });

  test('abstains outside of production', () => {
    expect(ask(id, sleeping(), 'Component', DEV)).toBe(ABSTAINED);
  });

  test('fails a component that is neither warm nor cached', () => {
    expect(ask(id, changed(sleeping(), 'Component', { Specification: {} }), 'Component')).toBe(
      'Properties.Specification.DataCacheConfig: inference component keeps no copy warm and does not cache its weights (DataCacheConfig.EnableCaching)',
    );
  });
});
