import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { event } from '../../../../../lib/operator/prove/proofs/event';
import { Cloud } from '../../cloud';
import { serves } from '../../ledger-facts';
import { World } from '../world';

const cloud = new Cloud();
const world = new World();
const sagemaker = mockClient(SageMakerClient);
const FACT = { ...serves(1, '2026-11-27T12:00:00.000Z'), model: 'realtime' };

beforeEach(() => {
  world.reset();
  cloud.reset();
  sagemaker.reset();
  isSince(new Date(Date.UTC(2026, 10, 27, 12)));
});

function isSince(LastModifiedTime: Date | undefined): void {
  sagemaker.on(DescribeEndpointCommand).resolves({ EndpointStatus: 'InService', LastModifiedTime });
}

test('an event goes through the queue when the ledger is seen to have recorded it', async () => {
  await cloud.records(FACT);
  const { outcome, facts } = await event.run(world.trial());
  expect(outcome).toBe('holds');
  expect(facts.at(-1)).toBe(
    'The event 2026-11-27T12:00:00.000Z (SageMaker Endpoint State Change) of 2026-11-27T12:00:00.000Z went through the queue, and was recorded at 2026-11-20T00:00:00.000Z.',
  );
});

test('it does not when the endpoint changed, and the ledger has nothing of it', async () => {
  const { outcome, facts } = await event.run(world.trial());
  expect(outcome).toBe('does not hold');
  expect(facts).toEqual([
    'excorp-prove--realtime has been InService since 2026-11-27T12:00:00.000Z, of which SageMaker sends an event.',
    'The ledger recorded no event of it within 15 minutes.',
  ]);
});

test('what the reconciler read from the endpoint is no event', async () => {
  await cloud.records({ ...FACT, source: { service: 'reconciler', type: 'SageMaker Endpoint read', id: '1' } });
  expect((await event.run(world.trial())).outcome).toBe('does not hold');
});

test('nothing is settled when the endpoint did not change', async () => {
  isSince(undefined);
  expect((await event.run(world.trial())).outcome).toBe('not settled');
});
