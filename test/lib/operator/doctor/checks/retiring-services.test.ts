import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeSamples, Sample } from '../../../config/sample';
import { Account, findings } from '../account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

/** The sample, with a template of `prod` that holds one resource of the type. */
function synthesized(Type: string, file = 'prodFoundation.template.json'): Sample {
  const sample = new Sample();
  const folder = path.join(sample.root, 'cdk.out/assembly-prod');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, file), JSON.stringify({ Resources: { It: { Type } } }));
  return sample;
}

test('fails on a resource of a service that AWS retires', async () => {
  expect((await findings('retiring-services', synthesized('AWS::CloudTrail::EventDataStore')))[0]).toEqual({
    status: 'missing',
    what: 'It of prodFoundation (AWS::CloudTrail::EventDataStore) is of CloudTrail Lake, which AWS retires',
    remedy: 'replace it: https://aws.amazon.com/products/lifecycle/',
  });
});

test('is content with other services, and says what nothing here can answer', async () => {
  expect(await findings('retiring-services', synthesized('AWS::CloudTrail::Trail'))).toEqual([
    { status: 'ok', what: 'no template of prod uses a service that AWS retires' },
    {
      status: 'not checked',
      what: 'when support of the versions that run ends, e.g. of the Lambda runtime',
      reason: 'the AWS SDK of this command has no health:DescribeServiceLifecycle',
      remedy: 'aws health describe-service-lifecycle --region us-east-1',
    },
  ]);
});

test('is not checked where nothing was synthesized, or the gate withheld it', async () => {
  const expected = {
    status: 'not checked',
    what: 'whether a template of prod uses a service that AWS retires',
    reason: 'there is no template in cdk.out',
    remedy: 'npm run synth',
  };
  expect((await findings('retiring-services'))[0]).toEqual(expected);
  const withheld = synthesized('AWS::CloudTrail::EventDataStore', 'prodFoundation.template.refused.json');
  expect((await findings('retiring-services', withheld))[0]).toEqual(expected);
});
