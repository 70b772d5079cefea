import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeEndpointConfigCommand, DescribeModelCommand } from '@aws-sdk/client-sagemaker';
import { executionRole } from '../../../../../lib/operator/prove/proofs/execution-role';
import { observability } from '../../../../../lib/operator/prove/proofs/observability';
import { stackRole } from '../../../../../lib/operator/prove/proofs/stack-role';
import { BREAKS_OFF, inService, type Story } from '../stories';
import { arnOf, World } from '../world';

const ROLE = 'arn:aws:iam::333333333333:role/cdk-prove-cfn-exec-role-333333333333-eu-west-1';
const world = new World();
beforeEach(() => {
  world.reset();
  world.present = undefined;
  world.cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stack(ROLE)] });
});

const stack = (RoleARN?: string) => ({
  StackName: 'prove-Serving-realtime',
  CreationTime: new Date(0),
  StackStatus: 'UPDATE_COMPLETE' as const,
  RoleARN,
});

/** The endpoint is created and serves version 2, the first that the proof registers. */
const STARTS: Story = {
  status: 'SUCCEEDED',
  during: [{ status: 'Creating', config: 2 }],
  after: inService(2),
  stack: [['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE']],
};

/** The endpoint does not start. */
function refused(reason: string): Story {
  return {
    status: 'FAILED',
    cause: `the serving stack ended the update with UPDATE_ROLLBACK_COMPLETE: ${reason}`,
    during: [{ status: 'Creating', config: 2 }],
    after: { status: 'Failed', config: 2, reason },
    stack: [['UPDATE_IN_PROGRESS'], ['UPDATE_ROLLBACK_COMPLETE', reason]],
  };
}

describe('network interfaces', () => {
  const prove = (story: Story) => executionRole.run(world.releases(story).trial());

  test('are seen to be made when the endpoint serves the version in the private subnets', async () => {
    const { outcome, facts } = await prove(STARTS);
    expect(outcome).toBe('holds');
    expect(facts.at(-1)).toBe('Its model is placed in the subnets subnet-a.');
  });

  test.each([
    'is not authorized to perform: ec2:CreateNetworkInterface on resource: network-interface/*',
    'Failed to create ENI in subnet-a',
  ])('are seen to be refused: %s', async (reason) => {
    const { outcome, facts } = await prove(refused(reason));
    expect(outcome).toBe('does not hold');
    expect(facts.at(-1)).toContain(reason);
  });

  test('are seen to be refused though the configuration is gone with the release', async () => {
    const gone = Object.assign(new Error('Could not find'), { name: 'ValidationException' });
    world.sagemaker.on(DescribeEndpointConfigCommand).rejects(gone);
    expect((await prove(refused('ec2:CreateNetworkInterface'))).outcome).toBe('does not hold');
  });

  test.each<[string, Story]>([
    ['the release broke off', BREAKS_OFF],
    ['a role had to be passed', refused('is not authorized to perform: iam:PassRole')],
    ['there was no instance', refused('InsufficientInstanceCapacity')],
    ['another version serves', { ...STARTS, after: inService(7) }],
  ])('are not settled when %s', async (_, story) => {
    expect((await prove(story)).outcome).toBe('not settled');
  });

  test('are not settled when the model is in no subnet', async () => {
    world.sagemaker.on(DescribeModelCommand).resolves({ PrimaryContainer: { ModelPackageName: arnOf(2) } });
    expect((await prove(STARTS)).outcome).toBe('not settled');
  });
});

describe('the role of the stack', () => {
  const prove = (story: Story) => stackRole.run(world.releases(story).trial());

  test('is seen to be used again when the machine updated the stack with it', async () => {
    const { outcome, facts } = await prove(STARTS);
    expect(outcome).toBe('holds');
    expect(facts).toContain(`CloudFormation updates prove-Serving-realtime with ${ROLE}.`);
  });

  test('is seen to be asked for when iam:PassRole is refused', async () => {
    const cause = 'AccessDenied: is not authorized to perform: iam:PassRole on resource: cfn-exec-role';
    expect((await prove({ status: 'FAILED', cause })).outcome).toBe('does not hold');
  });

  test.each<[string, Story]>([
    ['the release broke off', BREAKS_OFF],
    ['the stack was not updated', { ...STARTS, stack: [] }],
    ['the update did not end well', refused('no capacity')],
  ])('is not settled when %s', async (_, story) => {
    expect((await prove(story)).outcome).toBe('not settled');
  });

  test('is not settled when CloudFormation names none', async () => {
    world.cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stack()] });
    expect((await prove(STARTS)).outcome).toBe('not settled');
  });
});

describe('detailed observability', () => {
  test.each([
    [false, 'holds'],
    [true, 'does not hold'],
    [undefined, 'not settled'],
  ])('that SageMaker gives as %s %s', async (EnableDetailedObservability, expected) => {
    world.present = inService(1);
    world.sagemaker.on(DescribeEndpointConfigCommand).resolves({ MetricsConfig: { EnableDetailedObservability } });
    expect((await observability.run(world.trial())).outcome).toBe(expected);
  });

  test('is not settled without an endpoint', async () => {
    expect((await observability.run(world.trial())).outcome).toBe('not settled');
  });
});
