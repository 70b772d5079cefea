import { MODEL_METADATA_KEY, RELEASE_METADATA_KEY } from '../../../../constructs/model/core/metadata';
import type { ResourceView } from '../../../../constructs/template';
import { DEFINITION } from '../../release/world';
import { view } from '../views';
import { ask, governed, realtime } from './serving-views';

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

const riskyEndpoint = governed({ riskClass: 'high' });

describe('ReleaseChecked', () => {
  const id = 'ReleaseChecked';

  test('passes the release machine', () => {
    expect(ask(id, [machine()], 'Machine')).toBe(PASSED);
  });

  test('abstains from other machines', () => {
    const other = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
    expect(ask(id, [machine({ definition: other, models: null })], 'Machine')).toBe(ABSTAINED);
  });

  test('fails a machine that can change what serves without its check', () => {
    const states = DEFINITION['States'] as Readonly<Record<string, Fields>>;
    const around = {
      ...DEFINITION,
      States: { ...states, ReadApprovers: { ...states['ReadApprovers'], Next: 'UpdateStack' } },
    };
    // Whatever comes after it is reached too.
    const reached = ['RepairStack', 'UpdateStack', 'StartCopies', 'StartInstances', 'KeepCapacity', 'RestoreStack'];
    expect(ask(id, [machine({ definition: around })], 'Machine').split('\n')).toEqual(
      reached.map(
        (state) =>
          `Properties.DefinitionString: state '${state}' changes what serves, and is reached although no check function was asked`,
      ),
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
    expect(ask(id, [machine({ definition: bare, models: null })], 'Machine')).toMatch("state 'Update' changes");
  });
});

describe('HighRiskReleaseTwoApprovers', () => {
  const id = 'HighRiskReleaseTwoApprovers';

  test('passes a machine that knows the high risk', () => {
    const high = machine({ models: { churn: { riskClass: 'high' } } });
    expect(ask(id, [high], 'Machine', { environment: riskyEndpoint })).toBe(PASSED);
  });

  test('abstains from a machine that releases no models', () => {
    expect(ask(id, [machine({ models: null })], 'Machine')).toBe(ABSTAINED);
  });

  test('fails a machine that takes a high risk for less', () => {
    expect(ask(id, [machine()], 'Machine', { environment: riskyEndpoint })).toBe(
      'Metadata: machine takes churn for risk class "medium", and its endpoint is high risk: one approver would do',
    );
  });
});

describe('ReleaseStartedByApproval', () => {
  const id = 'ReleaseStartedByApproval';
  const started = (rule: ResourceView) =>
    ask(id, [machine(), starter, rule], 'Approvals', { environment: [machine()] });

  test('passes rules that start a release by an approval', () => {
    expect(started(approvals())).toBe(PASSED);
    expect(started(approvals({ detail: { ModelApprovalStatus: ['Approved'] } }, MACHINE_ARN))).toBe(PASSED);
  });

  test('abstains from rules that start something else', () => {
    expect(started(approvals({ detail: {} }, { 'Fn::GetAtt': ['Queue', 'Arn'] }))).toBe(ABSTAINED);
    expect(started(approvals({ detail: {} }, MACHINE_ARN.replace('release', 'other')))).toBe(ABSTAINED);
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
    const problem =
      "Properties.EventPattern: rule starts releases by something else than 'SageMaker Model Package State Change'";
    expect(started(approvals({ 'detail-type': ['SageMaker Training Job State Change'] }))).toBe(problem);
    const schedule = view(
      'AWS::Events::Rule',
      { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'T', Arn: { Ref: 'Machine' } }] },
      { logicalId: 'Approvals' },
    );
    const resources = [machine(), schedule];
    expect(ask(id, resources, 'Approvals', { environment: resources })).toBe(problem);
  });
});

describe('ModelRollbackAvailable', () => {
  const rolledBackBy = (...machines: readonly ResourceView[]) =>
    ask('ModelRollbackAvailable', realtime(), 'Endpoint', { environment: [...realtime(), ...machines] });

  test('passes a model whose environment has a machine that rolls it back', () => {
    expect(rolledBackBy(machine())).toBe(PASSED);
  });

  test('abstains when only one template is known', () => {
    expect(ask('ModelRollbackAvailable', realtime(), 'Endpoint')).toBe(ABSTAINED);
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
