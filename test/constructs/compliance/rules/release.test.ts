import { loadRules } from '../../../../constructs/compliance';
import { EndpointAlarms, QualityAlarms } from '../../../../constructs/monitoring';
import { ask, changed, queued, realtime, rewritten, ROLLBACK, sleeping } from './serving-views';

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';
const ALARMS = ['RollbackAlarmOnErrors', 'RollbackAlarmOnLatency', 'RollbackAlarmOnQuality'] as const;

const at = 'Properties.DeploymentConfig';
const deploying = (DeploymentConfig: unknown) => changed(realtime(), 'Endpoint', { DeploymentConfig });
const rolling = { RollingUpdatePolicy: { WaitIntervalInSeconds: 60 } };
/** A configuration that is left out while the endpoint is created. */
const later = {
  'Fn::If': ['Updates', { AutoRollbackConfiguration: ROLLBACK, ...rolling }, { Ref: 'AWS::NoValue' }],
};

test.each(['RolloutInSteps', ...ALARMS])('%s passes rollouts in steps with rollback alarms', (id) => {
  expect(ask(id, realtime(), 'Endpoint')).toBe(PASSED);
  expect(ask(id, queued(), 'Endpoint')).toBe(PASSED);
  expect(['Endpoint', 'Component'].map((logicalId) => ask(id, sleeping(), logicalId))).toEqual([PASSED, PASSED]);
  expect(ask(id, deploying(later), 'Endpoint')).toBe(PASSED);
});

test.each(['RolloutInSteps', ...ALARMS])(
  '%s abstains from an endpoint whose versions are rolled out by its inference components',
  (id) => {
    expect(ask(id, changed(sleeping(), 'Endpoint', { DeploymentConfig: undefined }), 'Endpoint')).toBe(ABSTAINED);
  },
);

describe('RolloutInSteps', () => {
  const id = 'RolloutInSteps';

  test('fails a deployment without configuration and without steps', () => {
    expect(ask(id, deploying(undefined), 'Endpoint')).toBe(
      `${at}: endpoint has no DeploymentConfig, so that a new version takes all traffic at once`,
    );
    expect(ask(id, deploying({ AutoRollbackConfiguration: ROLLBACK }), 'Endpoint')).toBe(
      `${at}: endpoint has neither a BlueGreenUpdatePolicy nor a RollingUpdatePolicy`,
    );
    const atOnce = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' } } };
    expect(ask(id, deploying({ AutoRollbackConfiguration: ROLLBACK, ...atOnce }), 'Endpoint')).toBe(
      `${at}: endpoint shifts all traffic at once, and needs CANARY or LINEAR`,
    );
    expect(ask(id, changed(sleeping(), 'Component', { DeploymentConfig: undefined }), 'Component')).toBe(
      `${at}: inference component has no DeploymentConfig, so that a new version takes all traffic at once`,
    );
  });
});

describe('RolloutEndsInTime', () => {
  const id = 'RolloutEndsInTime';
  const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT', Value });
  const blueGreen = (routing: Record<string, unknown>, more: Record<string, unknown>) =>
    deploying({ BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: routing, ...more } });
  const linear = { Type: 'LINEAR', LinearStepSize: percent(10), WaitIntervalInSeconds: 3600 };
  const canary = { Type: 'CANARY', CanarySize: percent(10), WaitIntervalInSeconds: 900 };
  const inBatches = { MaximumBatchSize: percent(5), WaitIntervalInSeconds: 3600 };
  const found = (what: string, policy: string, waits: number, limit: number) =>
    `${at}.${policy}.MaximumExecutionTimeoutInSeconds: ${what} waits ${waits} seconds for its alarms, and its deployment ends after ${limit}, so that no version can be released`;

  test('fails where the waits of all steps take as long as the time limit, or longer', () => {
    const slow = blueGreen(linear, { TerminationWaitInSeconds: 3600, MaximumExecutionTimeoutInSeconds: 28_800 });
    expect(ask(id, slow, 'Endpoint')).toBe(found('endpoint', 'BlueGreenUpdatePolicy', 39_600, 28_800));
    const equal = blueGreen(canary, { MaximumExecutionTimeoutInSeconds: 1800 });
    expect(ask(id, equal, 'Endpoint')).toBe(found('endpoint', 'BlueGreenUpdatePolicy', 1800, 1800));
    const component = changed(sleeping(), 'Component', {
      DeploymentConfig: { RollingUpdatePolicy: { ...inBatches, MaximumExecutionTimeoutInSeconds: 28_800 } },
    });
    expect(ask(id, component, 'Component')).toBe(found('inference component', 'RollingUpdatePolicy', 72_000, 28_800));
  });

  test('passes a limit above the waits, and judges every branch', () => {
    expect(ask(id, blueGreen(canary, { MaximumExecutionTimeoutInSeconds: 1801 }), 'Endpoint')).toBe(PASSED);
    const RollingUpdatePolicy = { ...inBatches, MaximumExecutionTimeoutInSeconds: 28_800 };
    const some = deploying({ 'Fn::If': ['Updates', { RollingUpdatePolicy }, { Ref: 'AWS::NoValue' }] });
    expect(ask(id, some, 'Endpoint')).toBe(found('endpoint', 'RollingUpdatePolicy', 72_000, 28_800));
  });

  test('counts with the longest that the service gives where no limit is named', () => {
    expect(ask(id, blueGreen(canary, {}), 'Endpoint')).toBe(PASSED);
    expect(ask(id, deploying({ RollingUpdatePolicy: inBatches }), 'Endpoint')).toBe(
      found('endpoint', 'RollingUpdatePolicy', 72_000, 28_800),
    );
  });

  test('abstains from what has no steps, and from numbers that only the deployment knows', () => {
    const token = { Ref: 'Seconds' };
    expect(
      ask(id, deploying({ RollingUpdatePolicy: { ...inBatches, WaitIntervalInSeconds: token } }), 'Endpoint'),
    ).toBe(ABSTAINED);
    const two = { MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 2 }, WaitIntervalInSeconds: 3600 };
    expect(ask(id, deploying({ RollingUpdatePolicy: two }), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, blueGreen({ Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 }, {}), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, deploying(undefined), 'Endpoint')).toBe(ABSTAINED);
  });
});

describe('Of the rollback alarms', () => {
  test('each rule names the construct that makes its alarm, and the prop that takes it', () => {
    const remedies = ALARMS.map((id) => loadRules().find((rule) => rule.id === id)?.remedy ?? '');
    const made = remedies.map((remedy) => /create (\w+) in the stack of the endpoint/.exec(remedy)?.[1] ?? remedy);
    expect(made).toEqual([EndpointAlarms.name, EndpointAlarms.name, QualityAlarms.name]);
    for (const remedy of remedies)
      expect(remedy).toMatch(/pass its rollback to the endpoint construct as rollbackAlarms$/);
  });

  const on = `${at}.AutoRollbackConfiguration.Alarms: endpoint has no rollback alarm on`;
  const NO_ERRORS = `${on} errors (Invocation5XXErrors), so that a version that fails keeps its traffic`;
  const NO_LATENCY = `${on} latency (ModelLatency), so that a version that is slow keeps its traffic`;
  const NO_QUALITY = `${on} model quality (a metric that judges publish, with the dimension EndpointName), so that a version that answers wrongly keeps its traffic`;
  const NONE = [NO_ERRORS, NO_LATENCY, NO_QUALITY];
  const guardedBy = (...names: readonly unknown[]) =>
    deploying({ ...rolling, AutoRollbackConfiguration: { Alarms: names.map((AlarmName) => ({ AlarmName })) } });
  const refs = (...ids: readonly string[]) => guardedBy(...ids.map((Ref) => ({ Ref })));
  type Arguments = Parameters<typeof ask> extends [string, ...infer Rest] ? Rest : never;
  /** What each of the three rules says. */
  const each = (...asked: Arguments) => ALARMS.map((id) => ask(id, ...asked));

  test('each fails where what it watches is not watched', () => {
    expect(each(refs('Latency', 'Quality'), 'Endpoint')).toEqual([NO_ERRORS, PASSED, PASSED]);
    expect(each(refs('Errors', 'Quality'), 'Endpoint')).toEqual([PASSED, NO_LATENCY, PASSED]);
    expect(each(refs('Errors', 'Latency'), 'Endpoint')).toEqual([PASSED, PASSED, NO_QUALITY]);
    expect(each(guardedBy('of-another-stack'), 'Endpoint')).toEqual(NONE);
  });

  test('all fail where there is no alarm at all', () => {
    expect(each(deploying(undefined), 'Endpoint')).toEqual(NONE);
    expect(each(deploying(rolling), 'Endpoint')).toEqual(NONE);
    expect(each(deploying({ ...rolling, AutoRollbackConfiguration: { Alarms: [] } }), 'Endpoint')).toEqual(NONE);
    const given = { ...rolling, AutoRollbackConfiguration: { Alarms: { Ref: 'Alarms' } } };
    expect(each(deploying(given), 'Endpoint')).toEqual(NONE);
  });

  test('quality is demanded in production only, errors and latency everywhere', () => {
    const elsewhere = { production: false };
    expect(each(refs('Errors', 'Latency'), 'Endpoint', elsewhere)).toEqual([PASSED, PASSED, ABSTAINED]);
    expect(each(refs('Errors', 'Quality'), 'Endpoint', elsewhere)).toEqual([PASSED, NO_LATENCY, ABSTAINED]);
  });

  test('the same is demanded of an inference component', () => {
    const AutoRollbackConfiguration = {
      Alarms: [{ AlarmName: { Ref: 'Errors' } }, { AlarmName: { Ref: 'Latency' } }],
    };
    const component = changed(sleeping(), 'Component', {
      DeploymentConfig: { ...rolling, AutoRollbackConfiguration },
    });
    const problem = NO_QUALITY.replace('endpoint', 'inference component');
    expect(each(component, 'Component')).toEqual([PASSED, PASSED, problem]);
  });

  test('an alarm counts by its name, and one that computes its metric', () => {
    const named = guardedBy({ Ref: 'Errors' }, 'slow', { Ref: 'Quality' });
    expect(ask('RollbackAlarmOnLatency', changed(named, 'Latency', { AlarmName: 'slow' }), 'Endpoint')).toBe(PASSED);
    const Dimensions = [{ Name: 'EndpointName', Value: 'excorp-prod--churn' }];
    const Metric = { Namespace: 'ModelQuality/excorp-prod--churn', MetricName: 'Right', Dimensions };
    const computed = { Namespace: undefined, MetricName: undefined, Metrics: [{ MetricStat: { Metric } }] };
    expect(ask('RollbackAlarmOnQuality', changed(realtime(), 'Quality', computed), 'Endpoint')).toBe(PASSED);
  });

  test('RollbackAlarmOnQuality fails an alarm on another endpoint, and a metric of AWS in the place of one of judges', () => {
    const id = 'RollbackAlarmOnQuality';
    const Dimensions = [{ Name: 'EndpointName', Value: 'excorp-prod--other' }];
    expect(ask(id, changed(realtime(), 'Quality', { Dimensions }), 'Endpoint')).toBe(NO_QUALITY);
    for (const Namespace of ['AWS/SageMaker', '/aws/sagemaker/Endpoints', undefined]) {
      expect(ask(id, changed(realtime(), 'Quality', { Namespace }), 'Endpoint')).toBe(NO_QUALITY);
    }
  });

  test('each fails an alarm that is there in some case only', () => {
    const some = (Ref: string) => ({ 'Fn::If': ['Judged', { AlarmName: { Ref } }, { Ref: 'AWS::NoValue' }] });
    const Alarms = ['Errors', 'Latency', 'Quality'].map(some);
    expect(each(deploying({ ...rolling, AutoRollbackConfiguration: { Alarms } }), 'Endpoint')).toEqual(NONE);
  });
});

describe('RollbackAlarmsWatchNewVersion', () => {
  const id = 'RollbackAlarmsWatchNewVersion';
  const problem = (what: string, ...alarms: readonly string[]) =>
    `${at}.AutoRollbackConfiguration.Alarms: ${what} has rollback alarms that watch the old version too (${alarms.join(', ')}), so that an old version that fails ends the rollout which replaces it`;
  const guardedBy = (...refs: readonly string[]) => ({
    DeploymentConfig: {
      ...rolling,
      AutoRollbackConfiguration: { Alarms: refs.map((Ref) => ({ AlarmName: { Ref } })) },
    },
  });
  const watching = (logicalId: string, ...dimensions: readonly (readonly [string, unknown])[]) =>
    changed(realtime(), logicalId, { Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })) });
  const ENDPOINT_NAME = ['EndpointName', 'excorp-prod--churn'] as const;

  test('passes alarms on the endpoint configuration of the endpoint and on its model package', () => {
    expect([ask(id, realtime(), 'Endpoint'), ask(id, queued(), 'Endpoint')]).toEqual([PASSED, PASSED]);
    const named = changed(realtime(), 'Config', { EndpointConfigName: 'churn-14' });
    const config = {
      Dimensions: [ENDPOINT_NAME, ['EndpointConfigName', 'churn-14']].map(([Name, Value]) => ({ Name, Value })),
    };
    expect(ask(id, changed(named, 'NewErrors', config), 'Endpoint')).toBe(PASSED);
  });

  test('fails alarms on the endpoint, which are for operation, and names each', () => {
    const old = changed(realtime(), 'Endpoint', guardedBy('Errors', 'Latency', 'Quality'));
    expect(ask(id, old, 'Endpoint')).toBe(problem('endpoint', 'Errors', 'Latency'));
  });

  test('fails an alarm on another configuration, and on a metric of judges without its version', () => {
    const other = watching('NewErrors', ENDPOINT_NAME, ['EndpointConfigName', 'churn-13']);
    expect(ask(id, other, 'Endpoint')).toBe(problem('endpoint', 'NewErrors'));
    expect(ask(id, watching('Quality', ENDPOINT_NAME), 'Endpoint')).toBe(problem('endpoint', 'Quality'));
    const fixed = watching('Quality', ENDPOINT_NAME, ['ModelPackageArn', 'arn:aws:sagemaker:x/churn/7']);
    expect(ask(id, fixed, 'Endpoint')).toBe(problem('endpoint', 'Quality'));
  });

  test('fails a metric of SageMaker by model package, which the service does not publish', () => {
    const never = watching('NewErrors', ENDPOINT_NAME, ['ModelPackageArn', { Ref: 'ModelPackageArn' }]);
    expect(ask(id, never, 'Endpoint')).toBe(problem('endpoint', 'NewErrors'));
  });

  test('fails an alarm that computes its metric of both versions', () => {
    const Dimensions = [{ Name: 'EndpointName', Value: 'excorp-prod--churn' }];
    const Metric = { Namespace: 'AWS/SageMaker', MetricName: 'Invocation5XXErrors', Dimensions };
    const computed = { MetricName: undefined, Dimensions: undefined, Metrics: [{ MetricStat: { Metric } }] };
    expect(ask(id, changed(realtime(), 'NewErrors', computed), 'Endpoint')).toBe(problem('endpoint', 'NewErrors'));
  });

  test('passes an alarm on something else, which both versions may need', () => {
    const database = watching('NewErrors', ['TableName', 'features']);
    expect(ask(id, database, 'Endpoint')).toBe(PASSED);
  });

  test('fails an inference component, whose metrics mix its versions, and abstains from the endpoint that it is on', () => {
    expect(ask(id, sleeping(), 'Component')).toBe(problem('inference component', 'Errors', 'Latency'));
    expect(ask(id, sleeping(), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, changed(sleeping(), 'Component', guardedBy('Quality')), 'Component')).toBe(PASSED);
  });

  test('abstains where no alarm of the template rolls back', () => {
    expect(ask(id, changed(realtime(), 'Endpoint', guardedBy()), 'Endpoint')).toBe(ABSTAINED);
    expect(ask(id, changed(realtime(), 'Endpoint', { DeploymentConfig: undefined }), 'Endpoint')).toBe(ABSTAINED);
  });
});

describe('RollbackTargetRetained', () => {
  test('passes models and configurations that are retained, also those that are deleted with a failed first deployment', () => {
    expect(['Config', 'Model'].map((id) => ask('RollbackTargetRetained', realtime(), id))).toEqual([PASSED, PASSED]);
    const first = rewritten(realtime(), 'Model', (one) => ({ ...one, deletionPolicy: 'RetainExceptOnCreate' }));
    expect(ask('RollbackTargetRetained', first, 'Model')).toBe(PASSED);
  });

  test('fails a configuration that is not retained, once for each policy', () => {
    const deleted = { deletionPolicy: 'Delete', updateReplacePolicy: undefined };
    const lost = rewritten(realtime(), 'Config', (one) => ({ ...one, ...deleted }));
    expect(ask('RollbackTargetRetained', lost, 'Config').split('\n')).toEqual([
      'DeletionPolicy: endpoint configuration is deleted with its stack, and must be retained',
      'UpdateReplacePolicy: endpoint configuration is deleted when a new version replaces it, and must be retained',
    ]);
  });
});

describe('ModelVersionNotFixed', () => {
  test('passes a version that a parameter gives, fails one that is fixed in the template', () => {
    const named = (ModelPackageName: unknown) =>
      changed(realtime(), 'Model', { PrimaryContainer: { ModelPackageName } });
    expect(ask('ModelVersionNotFixed', named({ Ref: 'ModelPackageArn' }), 'Model')).toBe(PASSED);
    expect(ask('ModelVersionNotFixed', named('arn:aws:sagemaker:x/churn/1'), 'Model')).toBe(
      'Properties.PrimaryContainer.ModelPackageName: model has version arn:aws:sagemaker:x/churn/1 fixed in the template, and needs a template parameter that a release sets',
    );
  });
});
