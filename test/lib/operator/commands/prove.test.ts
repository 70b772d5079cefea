import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { PROOFS } from '../../../../lib/operator/prove/proofs';
import { removeSamples, Sample } from '../../config/sample';
import { call } from '../call';

const sts = mockClient(STSClient);
let sample: Sample;

beforeEach(() => {
  sample = new Sample();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111111111111', Arn: 'arn:aws:iam::111111111111:user/ana' });
});
afterAll(removeSamples);

const prove = (...args: readonly string[]) => call(sample.root, ['prove', ...args]);

describe('the plan', () => {
  test('says what is bootstrapped, deployed and deleted, for how long and how much, and asks', async () => {
    const { code, out, err } = await prove('--env', 'dev');
    expect(code).toBe(3);
    expect(out).toBe('');
    const rows = new Map(
      err.split('\n').flatMap((row) => {
        const [, name = '', value = ''] = /^ {2}(\S.*?) {2,}(.*)$/.exec(row) ?? [];
        return name === '' ? [] : [[name, value] as const];
      }),
    );
    expect(Object.fromEntries(rows)).toMatchObject({
      account: '111111111111',
      Regions: 'eu-west-1, and eu-central-1 for the replica',
      bootstraps:
        'policies excorp-prove-deployment-* and excorp-prove-workload-boundary; what the account is bootstrapped with stays',
      deploys: 'an environment prove of its own (stacks prove-*), with the models realtime and queue',
      proves: PROOFS.map(({ assumption }) => assumption).join(', '),
      mail: 'confirm the subscription that SNS sends to ai-platform@example.com; you are asked whether the mail of an alarm arrived',
      'if it stops':
        'everything goes on costing until: blueprint prove --env dev --resume, or --teardown, in this folder',
    });
    expect(err).toContain(
      'npx cdk bootstrap aws://111111111111/eu-central-1 --qualifier prove --toolkit-stack-name CDKToolkit-prove --cloudformation-execution-policies excorp-prove-deployment-eu-central-1-* --custom-permissions-boundary excorp-prove-deployment-boundary',
    );
    expect(err).toContain('5 instances ml.m5.large, 0.58 an hour (https://aws.amazon.com/sagemaker/ai/pricing/)');
    expect(rows.get('costs')).toMatch(/^at most about \d+ US dollars, an estimate/);
    expect(err).toContain('error: this changes the environment, and there is no terminal to ask at');
  });

  test('costs and takes less for fewer assumptions, and tries what they need', async () => {
    const { err } = await prove('--env', 'dev', '--only', 'A-OBSERVABILITY');
    expect(err).toContain('A-ENI, A-OBSERVABILITY\n');
    expect(err).toContain('about 2 hours;');
  });

  test('says that --keep goes on costing', async () => {
    expect((await prove('--env', 'dev', '--keep')).err).toContain(
      'nothing (--keep); everything goes on costing until: blueprint prove --env dev --teardown',
    );
  });

  test('of a teardown asks too', async () => {
    const { code, err } = await prove('--env', 'dev', '--teardown');
    expect(code).toBe(3);
    expect(err).toContain('delete what blueprint prove made');
  });
});

describe('fails before anything is asked of the account', () => {
  test.each<[string, readonly string[], string, string]>([
    ['without an environment', [], "required option '--env <name>' not specified", ''],
    ['for an environment that does not exist', ['--env', 'dve'], 'there is no environment dve', 'choose --env from'],
    [
      'for an assumption that no proof tries',
      ['--env', 'dev', '--only', 'A-ENI,A-MOON'],
      'no proof tries A-MOON',
      'choose --only from: A-ENI, A-TRAIL-KEY',
    ],
    ['for no assumption', ['--env', 'dev', '--only', ''], 'no proof tries nothing', 'choose --only from'],
    [
      'for an image without its digest',
      ['--env', 'dev', '--image', '763104351884.dkr.ecr.eu-west-1.amazonaws.com/triton:24.01'],
      '--image must be a whole URI in Amazon ECR that ends with the digest of the build',
      'e.g. --image',
    ],
    [
      'for a teardown that should try something',
      ['--env', 'dev', '--teardown', '--resume'],
      '--teardown tries nothing, so --resume, --keep and --only mean nothing with it',
      'leave them out',
    ],
    [
      'for another answer than yes or no',
      ['--env', 'dev', '--mail-arrived', 'maybe'],
      'Allowed choices are yes, no',
      '',
    ],
    ['for pauses that are not scaled down', ['--env', 'dev', '--time-scale', '0'], 'more than 0 and at most 1', ''],
  ])('%s', async (_, args, message, next) => {
    const { code, err } = await prove(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain(next);
    expect(sts.calls()).toEqual([]);
  });

  test('for a configuration that is refused, with every problem of it', async () => {
    sample.edit('environments/dev.yaml', 'scalingFloor: 1', 'scalingFloor: one');
    const { code, err } = await prove('--env', 'dev');
    expect(code).toBe(1);
    expect(err).toContain('config/environments/dev.yaml');
    expect(err).toContain('refused: 1 problem');
  });

  test('for a company that has an environment of its own with that name', async () => {
    sample.write(
      'environments/prove.yaml',
      sample
        .read('environments/dev.yaml')
        .replace('10.10.', '10.90.')
        .replace('monthlyUsd: 5500', 'monthlyUsd: 90000')
        .replaceAll('excorp-dev', 'excorp-prove'),
    );
    const { code, err } = await prove('--env', 'prove');
    expect(code).toBe(2);
    expect(err).toContain(
      'the configuration has an environment prove, which is the name of the one that the proof makes',
    );
  });
});

test('fails with credentials of another account', async () => {
  sts.on(GetCallerIdentityCommand).resolves({ Account: '999999999999', Arn: 'arn:aws:iam::999999999999:user/ana' });
  const { code, err } = await prove('--env', 'dev', '--yes');
  expect(code).toBe(4);
  expect(err).toContain('dev lies in account 111111111111, and the credentials are for account 999999999999');
});

test('a teardown fails where nothing was deployed, as JSON too', async () => {
  const { code, out } = await prove('--env', 'dev', '--teardown', '--yes', '--json');
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    error: {
      message: '.prove holds no deployment of an earlier run',
      next: 'run it in the folder in which the proof was run, or delete the stacks prove-* and CDKToolkit-prove by hand',
    },
  });
});

test('the help shows how to begin, to go on and to delete', async () => {
  const { code, out } = await prove('--help');
  expect(code).toBe(0);
  for (const line of ['blueprint prove --env dev --resume', 'blueprint prove --env dev --teardown', 'administrator']) {
    expect(out).toContain(line);
  }
});
