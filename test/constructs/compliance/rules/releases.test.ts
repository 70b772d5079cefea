import { MODEL_METADATA_KEY, RELEASE_METADATA_KEY } from '../../../../constructs/model/core/metadata';
import type { ResourceView } from '../../../../constructs/template';
import { DEFINITION } from '../../release/world';
import { view } from '../views';
import { ask, changed, GOVERNANCE, realtime, rewritten } from './serving-views';

type Fields = Readonly<Record<string, unknown>>;

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';
const NAME = 'excorp-prod-release';
const MACHINE_ARN = `arn:aws:states:eu-west-1:333333333333:stateMachine:${NAME}`;

function machine(changes: { definition?: unknown; models?: Fields | null } = {}): ResourceView {
  const { definition = DEFINITION, models = { churn: { riskClass: 'medium' } } } = changes;
  return view(
    'AWS::StepFunctions::StateMachine',
    { StateMachineName: NAME, DefinitionString: JSON.stringify(definition) },
    { logicalId: 'Machine', metadata: models === null ? {} : { [RELEASE_METADATA_KEY]: { models } } },
  );
}

const starter = view(
  'AWS::Lambda::Function',
  { Environment: { Variables: { STATE_MACHINE_ARN: MACHINE_ARN } } },
  { logicalId: 'Starter' },
);

function approvals(pattern: Fields = {}, target: unknown = { 'Fn::GetAtt': ['Starter', 'Arn'] }): ResourceView {
  const EventPattern = {
    source: ['aws.sagemaker'],
    'detail-type': ['SageMaker Model Package State Change'],
    detail: { ModelApprovalStatus: ['Approved', 'Rejected'] },
    ...pattern,
  };
  return view('AWS::Events::Rule', { EventPattern, Targets: [{ Id: 'T', Arn: target }] }, { logicalId: 'Approvals' });
}

const riskyEndpoint = rewritten(realtime(), 'Endpoint', (one) => ({
  ...one,
  metadata: { [MODEL_METADATA_KEY]: { ...GOVERNANCE, riskClass: 'high' } },
}));

describe('REL-2', () => {
  const started = (rule: ResourceView) =>
    ask('REL-2', [machine(), starter, rule], 'Approvals', { environment: [machine()] });

  test('passes the release machine, and rules that start it by an approval', () => {
    expect(ask('REL-2', [machine()], 'Machine')).toBe(PASSED);
    expect(started(approvals())).toBe(PASSED);
    expect(started(approvals({ detail: { ModelApprovalStatus: ['Approved'] } }, MACHINE_ARN))).toBe(PASSED);
  });

  test('abstains from other machines, and from rules that start something else', () => {
    const other = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
    expect(ask('REL-2', [machine({ definition: other, models: null })], 'Machine')).toBe(ABSTAINED);
    expect(started(approvals({ detail: {} }, { 'Fn::GetAtt': ['Queue', 'Arn'] }))).toBe(ABSTAINED);
    expect(started(approvals({ detail: {} }, MACHINE_ARN.replace('release', 'other')))).toBe(ABSTAINED);
  });

  test('fails a machine that can change what serves without its check', () => {
    const states = DEFINITION['States'] as Readonly<Record<string, Fields>>;
    const around = {
      ...DEFINITION,
      States: { ...states, ReadApprovers: { ...states['ReadApprovers'], Next: 'UpdateStack' } },
    };
    expect(ask('REL-2', [machine({ definition: around })], 'Machine')).toBe(
      "Properties.DefinitionString: state 'UpdateStack' changes what serves, and is reached although no check function was asked",
    );
    const bare = {
      StartAt: 'Update',
      States: {
        Update: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:sagemaker:updateEndpoint',
          Parameters: {},
          End: true,
        },
      },
    };
    expect(ask('REL-2', [machine({ definition: bare, models: null })], 'Machine')).toMatch("state 'Update' changes");
  });

  test('fails a machine that takes a high risk for less', () => {
    expect(ask('REL-2', [machine()], 'Machine', { environment: riskyEndpoint })).toBe(
      'Metadata: machine takes churn for risk class "medium", and its endpoint is high risk: one approver would do',
    );
    const high = machine({ models: { churn: { riskClass: 'high' } } });
    expect(ask('REL-2', [high], 'Machine', { environment: riskyEndpoint })).toBe(PASSED);
  });

  test('fails a rule that starts releases of what nobody approved', () => {
    const problem = 'Properties.EventPattern: rule starts releases of versions that nobody approved or rejected';
    expect(started(approvals({ detail: {} }))).toBe(problem);
    expect(started(approvals({ detail: { ModelApprovalStatus: ['Approved', 'PendingManualApproval'] } }))).toBe(
      problem,
    );
    expect(started(approvals({ detail: { ModelApprovalStatus: [{ 'anything-but': 'Rejected' }] } }))).toBe(problem);
  });

  test('fails a rule that starts releases by another event, or on a schedule', () => {
    const problem = /rule starts releases by something else than 'SageMaker Model Package State Change'/;
    expect(started(approvals({ 'detail-type': ['SageMaker Training Job State Change'] }))).toMatch(problem);
    const schedule = view(
      'AWS::Events::Rule',
      { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'T', Arn: { Ref: 'Machine' } }] },
      { logicalId: 'Approvals' },
    );
    const resources = [machine(), schedule];
    expect(ask('REL-2', resources, 'Approvals', { environment: resources })).toMatch(problem);
  });
});

describe('REL-3', () => {
  const rolledBackBy = (...machines: readonly ResourceView[]) =>
    ask('REL-3', realtime(), 'Endpoint', { environment: [...realtime(), ...machines] });

  test('passes a model whose environment has a machine that rolls it back', () => {
    expect(rolledBackBy(machine())).toBe(PASSED);
  });

  test('abstains when only one template is known', () => {
    expect(ask('REL-3', realtime(), 'Endpoint')).toBe(ABSTAINED);
  });

  test('fails a model that no machine has', () => {
    const problem = `Metadata.${MODEL_METADATA_KEY}: no release machine of the environment has model churn`;
    expect(rolledBackBy()).toBe(problem);
    expect(rolledBackBy(machine({ models: { fraud: {} } }))).toBe(problem);
    expect(rolledBackBy(machine({ models: null }))).toBe(problem);
  });

  test('fails a machine that only goes forward', () => {
    const forward = JSON.parse(JSON.stringify(DEFINITION).replaceAll("'rollback'", "'deploy'")) as unknown;
    expect(rolledBackBy(machine({ definition: forward }))).toMatch('the release machine of churn knows no rollback');
  });
});

test('REL-1 fails a version that is fixed in the template', () => {
  const named = (ModelPackageName: unknown) => changed(realtime(), 'Model', { PrimaryContainer: { ModelPackageName } });
  expect(ask('REL-1', named({ Ref: 'ModelPackageArn' }), 'Model')).toBe(PASSED);
  expect(ask('REL-1', named('arn:aws:sagemaker:x/churn/1'), 'Model')).toBe(
    'Properties.PrimaryContainer.ModelPackageName: model has version arn:aws:sagemaker:x/churn/1 fixed in the template, and needs a template parameter that a release sets',
  );
});
