import type { Diagnosis } from '../../../../lib/operator/doctor/project';
import { removeSamples, Sample } from '../../config/sample';
import { call } from '../call';

afterAll(removeSamples);

const COMPANY = 'company.yaml';

async function diagnoses(sample: Sample, nodeVersion = '20.20.2'): Promise<{ code: number; found: Diagnosis[] }> {
  const { code, out } = await call(sample.root, ['doctor', '--json'], { nodeVersion });
  return { code, found: (JSON.parse(out) as { diagnoses: Diagnosis[] }).diagnoses };
}

/** The sample, as a company would have made it its own. */
function fork(): Sample {
  const sample = new Sample({ schemas: true })
    .edit(COMPANY, 'name: Example Company', 'name: Acme')
    .edit(COMPANY, 'excorp', 'acme');
  sample.write(COMPANY, sample.read(COMPANY).replaceAll('@example.com', '@acme.test'));
  for (const [name, digit] of Object.entries({ dev: '1', staging: '2', prod: '3' })) {
    sample.edit(`environments/${name}.yaml`, digit.repeat(12), `${digit.repeat(11)}0`);
  }
  return sample;
}

test('lists what of the sample company is left, and ends well', async () => {
  const { code, found } = await diagnoses(new Sample({ schemas: true }));
  expect(code).toBe(0);
  expect(found.filter(({ status }) => status === 'todo').map(({ what }) => what)).toEqual([
    "the name Example Company is the sample's",
    "the prefix excorp is the sample's",
    'mail addresses of the sample: platform-team, customer-analytics, document-services, security',
    "dev has the sample's account 111111111111",
    "prod has the sample's account 333333333333",
    "staging has the sample's account 222222222222",
  ]);
});

test('finds nothing missing in a finished fork', async () => {
  const { code, out } = await call(fork().root, ['doctor']);
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    'ok  node    20.20.2 is 20.19 or newer',
    'ok  config  the configuration is valid',
    'nothing is missing',
  ]);
});

test('says how to get completion back in a file that names no schema, or one that is not there', async () => {
  const sample = fork()
    .edit('models/churn.yaml', /^# yaml.*\n/, '')
    .edit(COMPANY, 'company.schema.json', 'compny.schema.json');
  const { code, found } = await diagnoses(sample);
  expect(code).toBe(0);
  expect(found.filter(({ about }) => about === 'schema')).toEqual([
    {
      status: 'todo',
      about: 'schema',
      what: 'config/company.yaml names a schema that is not there: schema/compny.schema.json',
      remedy: 'begin it with: # yaml-language-server: $schema=schema/company.schema.json',
    },
    {
      status: 'todo',
      about: 'schema',
      what: 'config/models/churn.yaml names no schema: editors cannot complete it',
      remedy: 'begin it with: # yaml-language-server: $schema=../schema/model.schema.json',
    },
  ]);
});

test('fails on an invalid configuration, and names the command that lists its problems', async () => {
  const { code, found } = await diagnoses(fork().edit(COMPANY, 'platformOwner: platform-team', 'platformOwner: x'));
  expect(code).toBe(1);
  expect(found.at(-1)).toEqual({
    status: 'problem',
    about: 'config',
    what: 'the configuration has 1 problem',
    remedy: 'run: blueprint config check',
  });
});

test.each([
  ['18.20.4', 'problem'],
  ['20.18.9', 'problem'],
  ['20.19.0', 'ok'],
  ['24.1.0', 'ok'],
])('Node %s is a %s', async (version, status) => {
  const { code, found } = await diagnoses(fork(), version);
  expect(found[0]).toMatchObject({ about: 'node', status });
  expect(code).toBe(status === 'ok' ? 0 : 1);
});
