import { MODEL_METADATA_KEY } from '../../../../constructs/model/core/metadata';
import { view } from '../views';
import {
  ask,
  changed,
  EVIDENCE,
  GOVERNANCE,
  queued,
  realtime,
  rewritten,
  ROLLBACK,
  sleeping,
  without,
} from './serving-views';

type Fields = Readonly<Record<string, unknown>>;

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';
const METADATA = `Metadata.${MODEL_METADATA_KEY}`;

/** The endpoint with other governance. */
const governed = (changes: Fields | undefined) =>
  rewritten(realtime(), 'Endpoint', (one) => ({
    ...one,
    metadata: changes === undefined ? {} : { [MODEL_METADATA_KEY]: { ...GOVERNANCE, ...changes } },
  }));

describe('REL-1', () => {
  const at = 'Properties.DeploymentConfig';
  const deploying = (DeploymentConfig: unknown) => changed(realtime(), 'Endpoint', { DeploymentConfig });
  const rolling = { RollingUpdatePolicy: { WaitIntervalInSeconds: 60 } };

  test('passes rollouts in steps with rollback alarms, and what is retained', () => {
    expect(['Endpoint', 'Config', 'Model'].map((id) => ask('REL-1', realtime(), id))).toEqual([PASSED, PASSED, PASSED]);
    expect(ask('REL-1', queued(), 'Endpoint')).toBe(PASSED);
    expect(['Endpoint', 'Component'].map((id) => ask('REL-1', sleeping(), id))).toEqual([PASSED, PASSED]);
    const later = {
      'Fn::If': ['Updates', { AutoRollbackConfiguration: ROLLBACK, ...rolling }, { Ref: 'AWS::NoValue' }],
    };
    expect(ask('REL-1', deploying(later), 'Endpoint')).toBe(PASSED);
  });

  test('abstains from an endpoint whose versions are rolled out by its inference components', () => {
    expect(ask('REL-1', changed(sleeping(), 'Endpoint', { DeploymentConfig: undefined }), 'Endpoint')).toBe(ABSTAINED);
  });

  test('fails a deployment without configuration, without alarms, without steps', () => {
    expect(ask('REL-1', deploying(undefined), 'Endpoint')).toBe(
      `${at}: endpoint has no DeploymentConfig, so that a new version takes all traffic at once`,
    );
    const noAlarm = `${at}.AutoRollbackConfiguration.Alarms: endpoint has no rollback alarm, so that a failing version keeps its traffic`;
    expect(ask('REL-1', deploying(rolling), 'Endpoint')).toBe(noAlarm);
    expect(ask('REL-1', deploying({ ...rolling, AutoRollbackConfiguration: { Alarms: [] } }), 'Endpoint')).toBe(
      noAlarm,
    );
    expect(ask('REL-1', deploying({ AutoRollbackConfiguration: ROLLBACK }), 'Endpoint')).toBe(
      `${at}: endpoint has neither a BlueGreenUpdatePolicy nor a RollingUpdatePolicy`,
    );
    const atOnce = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' } } };
    expect(ask('REL-1', deploying({ AutoRollbackConfiguration: ROLLBACK, ...atOnce }), 'Endpoint')).toBe(
      `${at}: endpoint shifts all traffic at once, and needs CANARY or LINEAR`,
    );
    expect(ask('REL-1', changed(sleeping(), 'Component', { DeploymentConfig: undefined }), 'Component')).toBe(
      `${at}: inference component has no DeploymentConfig, so that a new version takes all traffic at once`,
    );
  });

  describe('of the alarms', () => {
    const on = `${at}.AutoRollbackConfiguration.Alarms: endpoint has no rollback alarm on`;
    const NO_ERRORS = 'errors (Invocation5XXErrors), so that a version that fails keeps its traffic';
    const NO_LATENCY = 'latency (ModelLatency), so that a version that is slow keeps its traffic';
    const NO_QUALITY =
      'model quality (a metric that judges publish, with the dimension EndpointName), so that a version that answers wrongly keeps its traffic';
    const guardedBy = (...names: readonly unknown[]) =>
      deploying({
        ...rolling,
        AutoRollbackConfiguration: { Alarms: names.map((AlarmName) => ({ AlarmName })) },
      });
    const refs = (...ids: readonly string[]) => guardedBy(...ids.map((Ref) => ({ Ref })));

    test('fails where one of errors, latency and quality is not watched, or all', () => {
      expect(ask('REL-1', refs('Latency', 'Quality'), 'Endpoint')).toBe(`${on} ${NO_ERRORS}`);
      expect(ask('REL-1', refs('Errors', 'Quality'), 'Endpoint')).toBe(`${on} ${NO_LATENCY}`);
      expect(ask('REL-1', refs('Errors', 'Latency'), 'Endpoint')).toBe(`${on} ${NO_QUALITY}`);
      const [errors, latency, quality] = [NO_ERRORS, NO_LATENCY, NO_QUALITY];
      const all = `${on} ${errors}; endpoint has no rollback alarm on ${latency}; endpoint has no rollback alarm on ${quality}`;
      expect(ask('REL-1', guardedBy('of-another-stack'), 'Endpoint')).toBe(all);
    });

    test('asks for quality in production only, for errors and latency everywhere', () => {
      const elsewhere = { production: false };
      expect(ask('REL-1', refs('Errors', 'Latency'), 'Endpoint', elsewhere)).toBe(PASSED);
      expect(ask('REL-1', refs('Errors', 'Quality'), 'Endpoint', elsewhere)).toBe(`${on} ${NO_LATENCY}`);
    });

    test('asks an inference component the same', () => {
      const AutoRollbackConfiguration = {
        Alarms: [{ AlarmName: { Ref: 'Errors' } }, { AlarmName: { Ref: 'Latency' } }],
      };
      const component = changed(sleeping(), 'Component', {
        DeploymentConfig: { ...rolling, AutoRollbackConfiguration },
      });
      expect(ask('REL-1', component, 'Component')).toBe(
        `${on.replace('endpoint', 'inference component')} ${NO_QUALITY}`,
      );
    });

    test('passes an alarm by its name, and one that computes its metric', () => {
      const named = guardedBy({ Ref: 'Errors' }, 'slow', { Ref: 'Quality' });
      expect(ask('REL-1', changed(named, 'Latency', { AlarmName: 'slow' }), 'Endpoint')).toBe(PASSED);
      const Dimensions = [{ Name: 'EndpointName', Value: 'excorp-prod--churn' }];
      const Metric = { Namespace: 'ModelQuality/excorp-prod--churn', MetricName: 'Right', Dimensions };
      const computed = { Namespace: undefined, MetricName: undefined, Metrics: [{ MetricStat: { Metric } }] };
      expect(ask('REL-1', changed(realtime(), 'Quality', computed), 'Endpoint')).toBe(PASSED);
    });

    test('fails an alarm on another endpoint, and a metric of AWS in the place of one of judges', () => {
      const Dimensions = [{ Name: 'EndpointName', Value: 'excorp-prod--other' }];
      expect(ask('REL-1', changed(realtime(), 'Quality', { Dimensions }), 'Endpoint')).toBe(`${on} ${NO_QUALITY}`);
      for (const Namespace of ['AWS/SageMaker', '/aws/sagemaker/Endpoints', undefined]) {
        expect(ask('REL-1', changed(realtime(), 'Quality', { Namespace }), 'Endpoint')).toBe(`${on} ${NO_QUALITY}`);
      }
    });

    test('fails an alarm that is there in some case only', () => {
      const AlarmName = { Ref: 'Quality' };
      const some = { 'Fn::If': ['Judged', { AlarmName }, { Ref: 'AWS::NoValue' }] };
      const { Alarms } = ROLLBACK;
      const config = { ...rolling, AutoRollbackConfiguration: { Alarms: [...Alarms.slice(0, 2), some] } };
      expect(ask('REL-1', deploying(config), 'Endpoint')).toBe(`${on} ${NO_QUALITY}`);
    });
  });

  test('fails a configuration that is not retained', () => {
    const deleted = { deletionPolicy: 'Delete', updateReplacePolicy: undefined };
    const lost = rewritten(realtime(), 'Config', (one) => ({ ...one, ...deleted }));
    expect(ask('REL-1', lost, 'Config')).toBe(
      'DeletionPolicy: endpoint configuration is deleted with its stack, and must be retained; endpoint configuration is deleted when a new version replaces it, and must be retained',
    );
  });
});

describe('RDY-1', () => {
  const ready = (changes: Fields) => governed({ readiness: { ...GOVERNANCE.readiness, ...changes } });
  const at = `${METADATA}.readiness`;

  test('passes six items that count on the day, the last day included', () => {
    expect(ask('RDY-1', realtime(), 'Endpoint')).toBe(PASSED);
    expect(ask('RDY-1', ready({ businessCase: { ...EVIDENCE, expires: '2026-11-23' } }), 'Endpoint')).toBe(PASSED);
  });

  test('abstains outside of production', () => {
    expect(ask('RDY-1', governed(undefined), 'Endpoint', { production: false })).toBe(ABSTAINED);
  });

  test('fails a model of which nothing is said', () => {
    expect(ask('RDY-1', governed(undefined), 'Endpoint')).toBe(
      `${METADATA}: endpoint has no readiness evidence: it says nothing of its model`,
    );
  });

  test('fails missing items, all at once', () => {
    expect(ask('RDY-1', ready({ businessCase: undefined, productionOwner: undefined }), 'Endpoint')).toBe(
      `${at}: model has no readiness evidence for businessCase, productionOwner`,
    );
    expect(ask('RDY-1', governed({ readiness: undefined }), 'Endpoint')).toBe(
      `${at}: model has no readiness evidence for businessCase, userValidation, technicalFeasibility, dataPipeline, executiveSponsor, productionOwner`,
    );
  });

  test('fails evidence that has expired, is from the future, or is incomplete', () => {
    const item = (changes: Fields) => ask('RDY-1', ready({ dataPipeline: { ...EVIDENCE, ...changes } }), 'Endpoint');
    expect(item({ expires: '2026-11-22' })).toBe(
      `${at}.dataPipeline: readiness evidence dataPipeline expired on 2026-11-22`,
    );
    expect(item({ date: '2026-11-24' })).toBe(
      `${at}.dataPipeline: readiness evidence dataPipeline is dated 2026-11-24, after the evaluation day 2026-11-23`,
    );
    expect(item({ owner: '', summary: undefined })).toBe(
      `${at}.dataPipeline: readiness evidence dataPipeline has no summary, owner`,
    );
    expect(item({ expires: 'never' })).toBe(
      `${at}.dataPipeline: readiness evidence dataPipeline has expires "never", which is no day`,
    );
  });
});

describe('OWN-1', () => {
  test('passes resources with tags, governance and budget', () => {
    for (const id of ['Endpoint', 'Config', 'Model']) expect(ask('OWN-1', realtime(), id)).toBe(PASSED);
    expect(ask('OWN-1', sleeping(), 'Component')).toBe(PASSED);
  });

  test('passes a budget with filters of the older kind', () => {
    const Budget = { CostFilters: { TagKeyValue: ['user:model$churn'] } };
    expect(ask('OWN-1', changed(realtime(), 'Budget', { Budget }), 'Endpoint')).toBe(PASSED);
  });

  test('fails missing tags', () => {
    expect(ask('OWN-1', changed(realtime(), 'Config', { Tags: undefined }), 'Config')).toBe(
      'Properties.Tags: resource has no tag owner and no tag cost-centre',
    );
    const Tags = [
      { Key: 'owner', Value: 'x' },
      { Key: 'cost-centre', Value: '' },
    ];
    expect(ask('OWN-1', changed(realtime(), 'Model', { Tags }), 'Model')).toBe(
      'Properties.Tags: resource has no tag cost-centre',
    );
  });

  test('fails an endpoint and a model group without owner', () => {
    expect(ask('OWN-1', governed({ owner: '' }), 'Endpoint')).toBe(`${METADATA}.owner: model has no owner`);
    const { Tags } = realtime()[0]?.properties ?? {};
    const group = view('AWS::SageMaker::ModelPackageGroup', { Tags });
    expect(ask('OWN-1', [group], 'It')).toBe(`${METADATA}: resource does not say whose model it serves`);
  });

  test('fails a model without budget, with the budget of another, or with one that is silent', () => {
    const problem = 'Properties: model has no budget in the stack that serves it';
    expect(ask('OWN-1', without(realtime(), 'Budget'), 'Endpoint')).toBe(problem);
    const other = { Budget: { FilterExpression: { Tags: { Key: 'model', Values: ['churn-v2'] } } } };
    expect(ask('OWN-1', changed(realtime(), 'Budget', other), 'Endpoint')).toBe(problem);
    expect(ask('OWN-1', changed(realtime(), 'Budget', { NotificationsWithSubscribers: [] }), 'Endpoint')).toBe(
      'Properties: budget of the model alerts nobody',
    );
  });
});
