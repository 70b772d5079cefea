import { resolveEnvironments } from '../../../../lib/config';
import { removeSamples, Sample } from '../sample';

const CHURN = 'models/churn.yaml';
const PROD = 'environments/prod.yaml';
const LONG = 'a-model-whose-name-is-quite-long';

afterAll(removeSamples);

/** The sample, with an environment of another name beside its own. */
function withEnvironment(name: string, from: string): Sample {
  const sample = new Sample();
  return sample.write(`environments/${name}.yaml`, sample.read(`environments/${from}.yaml`));
}

test('fails on names that together are too long for an endpoint, before AWS does', () => {
  const sample = new Sample();
  const environment = 'an-environment-with-a-long-name';
  sample.write(
    `environments/${environment}.yaml`,
    sample.read('environments/dev.yaml').replace('10.10.0.0', '10.99.0.0'),
  );
  sample.write(`models/${LONG}.yaml`, sample.read(CHURN).replace('name: churn', `name: ${LONG}`));
  const problems = sample.problems().filter(({ what }) => what.startsWith('its endpoint'));
  expect(problems).toMatchObject([
    {
      rule: 'CONFIG-NAME',
      file: `config/models/${LONG}.yaml`,
      what: `its endpoint would be called excorp-${environment}--${LONG}, 72 characters`,
      remedy: 'shorten the name of the model or of the environment by 9',
      environment,
    },
  ]);
});

test('fails on a replica bucket whose name S3 would refuse', () => {
  const sample = withEnvironment('production-of-the-bank', 'prod').edit(
    'environments/production-of-the-bank.yaml',
    /cidr: \S+/,
    'cidr: 10.99.0.0/16',
  );
  const problems = sample.problems().filter(({ what }) => what.startsWith('a replica bucket'));
  expect(problems).toMatchObject([{ rule: 'CONFIG-NAME', path: 'recoveryRegion', requirement: 'DR-3' }]);
});

test('environments of which one begins with the other share no name', () => {
  const sample = withEnvironment('dev-eu', 'dev').edit('environments/dev-eu.yaml', /cidr: \S+/, 'cidr: 10.99.0.0/16');
  sample.write('models/eu-churn.yaml', sample.read(CHURN).replace('name: churn', 'name: eu-churn'));
  for (const other of ['assistant', 'document-extraction', 'churn']) sample.remove(`models/${other}.yaml`);
  sample.write('models/churn.yaml', sample.read('models/eu-churn.yaml').replace('name: eu-churn', 'name: churn'));
  for (const environment of ['dev', 'dev-eu', 'staging', 'prod']) {
    sample.edit(`environments/${environment}.yaml`, /monthlyUsd: \d+/, 'monthlyUsd: 90000');
  }
  sample.edit(PROD, /^quotas:[\s\S]*$/m, '');
  const names = resolveEnvironments(sample.load()).flatMap(({ names: of, models }) =>
    models.flatMap(({ name }) => [of.endpoint(name), of.releaseParameter(name), `${of.servingStackPrefix}${name}`]),
  );
  expect(names).toContain('excorp-dev--eu-churn');
  expect(names).toContain('excorp-dev-eu--churn');
  expect(new Set(names).size).toBe(names.length);
});
