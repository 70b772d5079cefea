import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { UpdateEndpointWeightsAndCapacitiesCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointAsyncCommand } from '@aws-sdk/client-sagemaker-runtime';
import { atZero } from '../../../../../lib/operator/prove/proofs/at-zero';
import { BREAKS_OFF, inService, type Look, type Story, updating } from '../stories';
import { World } from '../world';

const world = new World();
/** What the endpoint has when nobody starts anything. */
let idle: number;

beforeEach(() => {
  idle = 0;
  world.reset();
  world.present = undefined;
  world.sagemaker.on(UpdateEndpointWeightsAndCapacitiesCommand).callsFake(() => {
    world.present = inService(2, { instances: idle });
    return {};
  });
  world.cloudformation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [
      {
        ResourceType: 'AWS::S3::Bucket',
        LogicalResourceId: 'AsyncQueue1',
        PhysicalResourceId: 'queue-bucket',
        LastUpdatedTimestamp: new Date(0),
        ResourceStatus: 'CREATE_COMPLETE',
      },
    ],
  });
  world.runtime.on(InvokeEndpointAsyncCommand).resolves({ OutputLocation: 's3://queue-bucket/answers/1.out' });
  world.s3.on(HeadObjectCommand).resolves({});
});

/** The first release, of version 2. */
const FIRST: Story = { status: 'SUCCEEDED', after: inService(2), stack: [['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE']] };

/** The second, of version 3, begins with so many instances. */
function second(instances: number, after: Look, more: Partial<Story> = {}): Story {
  return {
    status: 'SUCCEEDED',
    during: [updating(2, 3, { instances }), after],
    after,
    stack: [['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE']],
    ...more,
  };
}

async function prove(story: Story) {
  return atZero.run(world.releases(FIRST, story).trial());
}

function neverAnswers(): void {
  world.s3.on(HeadObjectCommand).rejects(Object.assign(new Error('404'), { name: 'NotFound' }));
}

test('an update at zero works when the new version is seen to start and to answer', async () => {
  const { outcome, facts } = await prove(second(0, inService(3, { instances: 1 })));
  expect(outcome).toBe('holds');
  expect(facts.at(-1)).toBe('It answered in s3://queue-bucket/answers/1.out, with 1 instances.');
});

test('it does not when the endpoint keeps the old version', async () => {
  expect((await prove(second(0, inService(2, { instances: 0 }), { status: 'FAILED' }))).outcome).toBe('does not hold');
});

test('it does not when nothing starts though a request waits', async () => {
  neverAnswers();
  const { outcome, facts } = await prove(second(0, inService(3, { instances: 0 })));
  expect(outcome).toBe('does not hold');
  expect(facts.at(-1)).toBe('The new version did not answer within 40 minutes, with 0 instances.');
});

test.each<[string, Story, RegExp]>([
  ['the release broke off before the endpoint was touched', BREAKS_OFF, /for another reason: Sfn/],
  [
    'an alarm took the version back',
    second(0, inService(2, { instances: 0 }), { status: 'FAILED', cause: 'the alarm Cancelled was in ALARM state' }),
    /^An alarm took it back, not the lack of instances/,
  ],
  ['instances ran when the update began', second(1, inService(3)), /^When the update began, 1 instances ran\.$/],
])('nothing is settled when %s', async (_, story, why) => {
  const { outcome, facts } = await prove(story);
  expect(outcome).toBe('not settled');
  expect(facts.at(-1)).toMatch(why);
});

test('nothing is settled when an instance runs and does not answer', async () => {
  neverAnswers();
  expect((await prove(second(0, inService(3, { instances: 1 })))).outcome).toBe('not settled');
});

test('nothing is settled when the endpoint does not reach zero', async () => {
  idle = 1;
  const { outcome, facts } = await atZero.run(world.releases(FIRST).trial());
  expect(outcome).toBe('not settled');
  expect(facts.at(-1)).toBe('It did not reach zero.');
});

test('nothing is settled when the first version does not serve', async () => {
  const { outcome } = await atZero.run(world.releases({ ...BREAKS_OFF, after: inService(7) }).trial());
  expect(outcome).toBe('not settled');
});
