import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeSamples, Sample } from '../../../config/sample';
import { Account, findings } from '../account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

test('looks in the recovery Region too', async () => {
  expect(await findings('bootstrap')).toEqual([
    { status: 'ok', what: 'bootstrap version 28 in eu-west-1' },
    { status: 'ok', what: 'bootstrap version 28 in eu-central-1' },
  ]);
});

test('fails on a Region without a bootstrap stack, and on one that is too old, and names the command that knows policies and boundary', async () => {
  account.bootstrapped({ 'eu-west-1': '5' });
  expect(await findings('bootstrap')).toEqual([
    {
      status: 'missing',
      what: 'bootstrap version 5 in eu-west-1, the stacks need 6',
      remedy:
        'run the command for aws://333333333333/eu-west-1 that this prints, with the execution policies and the permissions boundary: blueprint bootstrap-policies --env prod',
    },
    {
      status: 'missing',
      what: 'no bootstrap stack in eu-central-1',
      remedy:
        'run the command for aws://333333333333/eu-central-1 that this prints, with the execution policies and the permissions boundary: blueprint bootstrap-policies --env prod',
    },
  ]);
});

test('looks for the qualifier that cdk.json names', async () => {
  const sample = new Sample();
  const context = { '@aws-cdk/core:bootstrapQualifier': 'acme' };
  writeFileSync(path.join(sample.root, 'cdk.json'), JSON.stringify({ context }));
  expect((await findings('bootstrap', sample)).map(({ status }) => status)).toEqual(['missing', 'missing']);
  account.bootstrapped({ 'eu-west-1': '28', 'eu-central-1': '28' }, 'acme');
  expect((await findings('bootstrap', sample)).map(({ status }) => status)).toEqual(['ok', 'ok']);
});
