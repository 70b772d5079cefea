import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Network } from '../../../../constructs/network';
import { removeSamples, Sample } from '../sample';

afterAll(removeSamples);

const DEV = 'environments/dev.yaml';
const PROD = 'environments/prod.yaml';

describe('Regions', () => {
  test('fails on a Region that the company does not allow', () => {
    const sample = new Sample().edit(PROD, 'recoveryRegion: eu-central-1', 'recoveryRegion: us-east-1');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-REGION',
      file: 'config/environments/prod.yaml',
      line: 5,
      path: 'recoveryRegion',
      what: 'us-east-1 is not an allowed Region',
      allowed: 'eu-west-1, eu-central-1',
      environment: 'prod',
    });
  });

  test('fails on a misspelt Region, with the nearest allowed one', () => {
    const sample = new Sample().edit(PROD, 'recoveryRegion: eu-central-1', 'recoveryRegion: eu-centrel-1');
    expect(sample.problem().remedy).toBe('did you mean eu-central-1');
  });

  test('fails on an allowed Region that AWS does not have', () => {
    const sample = new Sample().edit(
      'company.yaml',
      '[eu-west-1, eu-central-1]',
      '[eu-west-1, eu-central-1, eu-wst-2]',
    );
    expect(sample.problem()).toMatchObject({
      path: 'allowedRegions[2]',
      what: 'AWS has no Region eu-wst-2',
      remedy: 'did you mean eu-west-2',
    });
  });

  test('fails on a recovery Region that is the Region itself', () => {
    const sample = new Sample().edit(PROD, 'recoveryRegion: eu-central-1', 'recoveryRegion: eu-west-1');
    expect(sample.problem()).toMatchObject({
      path: 'recoveryRegion',
      requirement: 'DR-3',
      remedy: 'choose a second Region',
    });
  });
});

describe('zones', () => {
  test('fails on a zone of another Region', () => {
    const sample = new Sample().edit(DEV, 'eu-west-1b', 'eu-central-1b');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-ZONES',
      path: 'network.availabilityZones[1]',
      what: 'zone eu-central-1b is not in Region eu-west-1',
    });
  });

  test('fails on a zone that stands twice', () => {
    const sample = new Sample().edit(DEV, 'eu-west-1b', 'eu-west-1a');
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-ZONES', what: 'zone eu-west-1a stands twice' });
  });

  test.each([
    ['[eu-west-1a]', 'got 1 entries', 'at least 2 entries'],
    ['[eu-west-1a, eu-west-1b, eu-west-1c, eu-west-1d, eu-west-1e]', 'got 5 entries', 'at most 4 entries'],
  ])('fails on %s, of which the network can make no subnets', (zones, what, allowed) => {
    const sample = new Sample().edit(DEV, '[eu-west-1a, eu-west-1b]', zones);
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-RANGE', path: 'network.availabilityZones', what, allowed });
  });
});

describe('networks', () => {
  test.each([
    ['10.10.0.0/15', '10.10.0.0/15 is a /15'],
    ['10.10.0.0/27', '10.10.0.0/27 is a /27'],
    ['10.10.1.0/16', '10.10.1.0/16 does not begin at the first address of its range'],
    ['10.20.128.0/17', '10.20.0.0/16 overlaps 10.20.128.0/17 of environment dev'],
  ])('fails on %s', (cidr, what) => {
    expect(new Sample().edit(DEV, '10.10.0.0/16', cidr).problem()).toMatchObject({
      rule: 'CONFIG-NETWORK',
      path: 'network.cidr',
      what,
    });
  });

  test('fails on what is no range', () => {
    expect(new Sample().edit(DEV, '10.10.0.0/16', '10.300.0.0/16').problem()).toMatchObject({
      rule: 'CONFIG-FORMAT',
      path: 'network.cidr',
    });
  });

  test('accepts neighbours, and the smallest size', () => {
    expect(new Sample().edit(DEV, '10.10.0.0/16', '10.19.255.192/26').problems()).toEqual([]);
  });

  test('are accepted exactly where the construct that makes them accepts them', () => {
    for (let prefix = 8; prefix <= 30; prefix += 1) {
      const cidr = `10.0.0.0/${prefix}`;
      const make = () => {
        const stack = new Stack(new App(), 'Foundation', { env: { account: '111111111111', region: 'eu-west-1' } });
        const flowLogKey = new kms.Key(stack, 'Key');
        new Network(stack, 'Network', { cidr, availabilityZones: ['eu-west-1a', 'eu-west-1b'], flowLogKey });
      };
      const refused = new Sample()
        .edit(DEV, '10.10.0.0/16', cidr)
        .problems()
        .some(({ what }) => /is a \/\d+$/.test(what));
      if (refused) expect(make).toThrow('cidr must be');
      else expect(make).not.toThrow();
    }
  });

  test('names the first address of the range', () => {
    expect(new Sample().edit(DEV, '10.10.0.0/16', '10.10.77.0/20').problem().remedy).toBe('write 10.10.64.0/20');
  });
});

describe('production', () => {
  test('fails without recovery Region', () => {
    const sample = new Sample().edit(PROD, 'recoveryRegion: eu-central-1\n', '');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-PRODUCTION',
      path: 'recoveryRegion',
      requirement: 'DR-3',
      environment: 'prod',
    });
  });

  test('fails without a pack that production demands', () => {
    const sample = new Sample().edit(PROD, '[AwsSolutions, NIST80053R5]', '[AwsSolutions]');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-PRODUCTION',
      path: 'compliancePacks',
      remedy: 'add NIST80053R5',
    });
  });

  test('fails without deletion protection', () => {
    const sample = new Sample().edit(PROD, 'deletionProtection: true', 'deletionProtection: false');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-PRODUCTION',
      path: 'deletionProtection',
      requirement: 'DR-1',
    });
  });

  test('accepts the same outside production', () => {
    const sample = new Sample().edit(DEV, '[AwsSolutions]', '[Serverless]');
    expect(sample.problems()).toEqual([]);
  });

  test('fails on an unknown pack, with the nearest', () => {
    const sample = new Sample().edit(DEV, '[AwsSolutions]', '[AwsSolution]');
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-VALUE', remedy: 'did you mean AwsSolutions' });
  });
});
