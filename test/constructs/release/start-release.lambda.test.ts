import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { decide, handler, type PackageEvent } from '../../../constructs/release/start-release.lambda';

const GROUP = 'excorp-prod--churn';
const version = (number: number) => `arn:aws:sagemaker:eu-west-1:333333333333:model-package/${GROUP}/${number}`;
const MACHINE = 'arn:aws:states:eu-west-1:333333333333:stateMachine:excorp-prod-release';
const PARAMETER = '/excorp/prod/churn/model-package-arn';
const models = { [GROUP]: { model: 'churn', parameterName: PARAMETER } };

/** As SageMaker sends it: https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html */
function event(detail: Partial<PackageEvent['detail']> = {}, time = '2026-11-23T10:00:07Z'): PackageEvent {
  const changed = Date.parse('2026-11-23T10:00:00.123Z');
  return {
    time,
    models,
    detail: {
      ModelPackageArn: version(14),
      ModelApprovalStatus: 'Approved',
      LastModifiedTime: changed,
      UpdatedModelPackageFields: ['ModelApprovalStatus', 'ApprovalDescription'],
      ...detail,
    },
  };
}

const states = mockClient(SFNClient);
const ssm = mockClient(SSMClient);
const started = () => states.commandCalls(StartExecutionCommand).map((call) => call.args[0].input);

beforeEach(() => {
  states.reset();
  ssm.reset();
  process.env['STATE_MACHINE_ARN'] = MACHINE;
  jest.spyOn(console, 'info').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

test('an approval starts a release, named after version and time of the change', async () => {
  await handler(event());
  expect(started()).toEqual([
    {
      stateMachineArn: MACHINE,
      name: 'churn-14-release-20261123T100000Z',
      input: JSON.stringify({
        model: 'churn',
        packageArn: version(14),
        cause: 'release',
        reason: 'approved in the registry',
        actor: MACHINE,
      }),
    },
  ]);
});

test('the same event again has the same name, and one that was started before is a success', async () => {
  states.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: 'there', $metadata: {} }));
  await handler(event({}, '2026-11-23T10:00:07Z'));
  await handler(event({}, '2026-11-23T10:09:00Z'));
  expect(new Set(started().map(({ name }) => name)).size).toBe(1);
});

test('fails when the machine cannot be started, so that the event comes again', async () => {
  states.on(StartExecutionCommand).rejects(new Error('slow down'));
  await expect(handler(event())).rejects.toThrow('slow down');
});

test('the rejection of the version that serves starts a rollback to the last good one', async () => {
  ssm.on(GetParameterCommand, { Name: PARAMETER }).resolves({ Parameter: { Value: version(14) } });
  await handler(event({ ModelApprovalStatus: 'Rejected' }));
  expect(started()).toEqual([
    {
      stateMachineArn: MACHINE,
      name: 'churn-14-rollback-20261123T100000Z',
      input: JSON.stringify({
        model: 'churn',
        from: version(14),
        cause: 'rollback',
        reason: `${version(14)} was rejected while it served`,
        actor: MACHINE,
      }),
    },
  ]);
});

test('the rejection of a version that does not serve starts nothing', async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: version(13) } });
  await handler(event({ ModelApprovalStatus: 'Rejected' }));
  expect(started()).toEqual([]);
});

test('what is not approved never starts, whatever else an event says', async () => {
  const detail = fc.record(
    {
      ModelPackageArn: fc.constantFrom(
        version(14),
        version(1),
        'arn:aws:sagemaker:eu-west-1:1:model-package/other/1',
        '',
      ),
      ModelApprovalStatus: fc.oneof(fc.constantFrom('PendingManualApproval', 'approved', ''), fc.string()),
      ApprovalDescription: fc.string(),
      LastModifiedTime: fc.integer({ min: 0, max: 4e12 }),
      UpdatedModelPackageFields: fc.array(fc.constantFrom('ModelApprovalStatus', 'ModelLifeCycle')),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(detail, async (one) => {
      fc.pre(one.ModelApprovalStatus !== 'Approved' && one.ModelApprovalStatus !== 'Rejected');
      await handler({ time: '2026-11-23T10:00:00Z', models, detail: one });
      expect(started()).toEqual([]);
    }),
  );
});

test('a change of the description, and another group, are ignored', () => {
  expect(decide(event({ UpdatedModelPackageFields: ['ModelPackageDescription'] }))).toMatchObject({ action: 'ignore' });
  expect(decide(event({ ModelPackageArn: version(14).replace(GROUP, 'other') }))).toMatchObject({ action: 'ignore' });
  expect(decide(event({ UpdatedModelPackageFields: undefined }))).toMatchObject({ action: 'release' });
});
