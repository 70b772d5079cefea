import { DescribeEndpointCommand, type DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import { differencesOf } from '../../../../lib/operator/aws/served-configuration';
import { localPlace } from '../../../../lib/operator/aws/local-config';
import { removeSamples, Sample } from '../../config/sample';
import { Cloud } from '../cloud';

const cloud = new Cloud();

beforeEach(() => cloud.reset());
afterAll(removeSamples);

const ALARMS = { Alarms: [] };
const traffic = (TrafficRoutingConfiguration: object) =>
  ({
    BlueGreenUpdatePolicy: { TrafficRoutingConfiguration, TerminationWaitInSeconds: 600 },
  }) as DescribeEndpointOutput['LastDeploymentConfig'];

test.each<[string, DescribeEndpointOutput['LastDeploymentConfig'], string, string]>([
  [
    'linear',
    traffic({ Type: 'LINEAR', LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 30 }, WaitIntervalInSeconds: 300 }),
    '4 steps of 30 %, 5 min each',
    'about 30 min of watching',
  ],
  [
    'rolling',
    { RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 }, WaitIntervalInSeconds: 600 } },
    'rolling, 10 min watched for each batch',
    'about 20 min of watching',
  ],
  ['at once', traffic({ Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 }), 'moves at once', 'about 10 min of watching'],
  ['unknown', { AutoRollbackConfiguration: ALARMS }, 'moves at once', 'about 0 s of watching'],
])('the plan of a rollback tells a %s rollout', async (_, LastDeploymentConfig, rollout, time) => {
  cloud.releases(15).remembers({ kind: { S: 'history' }, packages: { L: [{ S: 'arn:x/14' }] } });
  cloud.sagemaker.on(DescribeEndpointCommand).resolves({ EndpointStatus: 'InService', LastDeploymentConfig });
  const { err } = await cloud.call(['rollback', 'churn', '--reason', 'x']);
  expect(err).toContain(`traffic   ${rollout}`);
  expect(err).toContain(`alarms    none take it back`);
  expect(err).toContain(time);
});

test('differences leave out names and times, and keep zero, false and what is new', () => {
  const at = new Date(0);
  expect(
    differencesOf(
      { EndpointConfigName: 'a', CreationTime: at, Variants: [{ Count: 0, Capture: true }], Same: 1 },
      { EndpointConfigName: 'b', Variants: [{ Count: 2, Capture: false }], Same: 1, New: 'x' },
    ),
  ).toEqual([
    { key: 'New', from: undefined, to: 'x' },
    { key: 'Variants.0.Capture', from: 'true', to: 'false' },
    { key: 'Variants.0.Count', from: '0', to: '2' },
  ]);
});

test('the place of an environment is read as YAML writes it', () => {
  const { root } = new Sample();
  expect(localPlace(`${root}/config/models`, 'prod')).toEqual({
    root,
    prefix: 'excorp',
    account: '333333333333',
    region: 'eu-west-1',
  });
  expect(localPlace(root, 'nowhere')).toMatchObject({ prefix: 'excorp', account: undefined });
  expect(localPlace('/', 'prod')).toBeUndefined();
});
