import { removeSamples, Sample } from '../sample';

afterAll(removeSamples);

const CHURN = 'models/churn.yaml';
const DEV = 'environments/dev.yaml';
const CONTACTS = 'platform-team, customer-analytics, document-services, security';

describe('references', () => {
  test('fails on a model whose owner is no contact, with the nearest contact', () => {
    const sample = new Sample().edit(CHURN, 'owner: customer-analytics', 'owner: customer-analitics');
    expect(sample.problem()).toEqual({
      file: 'config/models/churn.yaml',
      line: 6,
      column: 1,
      path: 'owner',
      rule: 'CONFIG-REFERENCE',
      what: 'contact customer-analitics is not known',
      allowed: CONTACTS,
      remedy: 'did you mean customer-analytics',
      requirement: 'OWN-1',
      environment: undefined,
      model: 'churn',
    });
  });

  test('fails on a model without owner', () => {
    const sample = new Sample().edit(CHURN, 'owner: customer-analytics\n', '');
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-MISSING', path: 'owner', remedy: 'add owner' });
  });

  test('fails on a cost centre that is not known', () => {
    const sample = new Sample().edit(CHURN, 'CC-1001', 'XX-77');
    expect(sample.problem()).toMatchObject({
      path: 'costCentre',
      what: 'cost centre XX-77 is not known',
      allowed: 'CC-1001, CC-2040',
      remedy: 'add it to costCentres of config/company.yaml',
      requirement: 'OWN-1',
    });
  });

  test('fails on a platform owner that is no contact', () => {
    const sample = new Sample().edit('company.yaml', 'platformOwner: platform-team', 'platformOwner: platform');
    expect(sample.problem()).toMatchObject({
      file: 'config/company.yaml',
      path: 'platformOwner',
      rule: 'CONFIG-REFERENCE',
    });
  });

  test('fails on a budget that nobody known is told of', () => {
    const sample = new Sample().edit(DEV, 'notify: platform-team', 'notify: platfrom-team');
    expect(sample.problem()).toMatchObject({
      path: 'budget.notify',
      environment: 'dev',
      remedy: 'did you mean platform-team',
    });
  });

  test('fails on readiness evidence of an unknown owner', () => {
    const sample = new Sample().edit(CHURN, /owner: platform-team,/, 'owner: nobody,');
    expect(sample.problem()).toMatchObject({ path: 'readiness.technicalFeasibility.owner', requirement: 'RDY-1' });
  });

  test('fails on an override for an environment that does not exist', () => {
    const sample = new Sample().edit(CHURN, '  staging:', '  stagin:');
    expect(sample.problems().find(({ rule }) => rule === 'CONFIG-REFERENCE')).toMatchObject({
      path: 'environments.stagin',
      line: sample.lineOf(CHURN, '  stagin:'),
      allowed: 'dev, prod, staging',
      remedy: 'did you mean staging',
    });
  });

  test('does not doubt references when the file that defines them is not YAML', () => {
    const sample = new Sample().write('company.yaml', 'a: [');
    expect(sample.problems().every(({ file }) => file === 'config/company.yaml')).toBe(true);
  });

  test('still checks references when another value of the defining file is wrong', () => {
    const sample = new Sample()
      .edit('company.yaml', 'prefix: excorp', 'prefix: 1')
      .edit(CHURN, 'owner: customer-analytics', 'owner: x');
    expect(sample.problems().map(({ path }) => path)).toEqual(['prefix', 'owner']);
  });
});

describe('budgets', () => {
  test('fails when the models of an environment may spend more than it has', () => {
    const sample = new Sample().edit(DEV, 'monthlyUsd: 5500', 'monthlyUsd: 4500');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-BUDGET',
      file: 'config/environments/dev.yaml',
      path: 'budget.monthlyUsd',
      what: 'the budget is 4500 USD, those of its models add up to 4900: assistant 2000, churn 2400, document-extraction 500',
      requirement: 'OWN-1',
    });
  });

  test('does not count a model that is left out', () => {
    const sample = new Sample()
      .edit(DEV, 'monthlyUsd: 5500', 'monthlyUsd: 4500')
      .edit(CHURN, '  dev:\n', '  dev:\n    enabled: false\n');
    expect(sample.problems()).toEqual([]);
  });
});

describe('waivers', () => {
  const WAIVER = {
    rule: 'AwsSolutions::AwsSolutions-S1',
    environments: '[prod]',
    path: 'Serving-churn/Endpoint/Resource',
    reason: 'The bucket is the access-log bucket itself',
    compensatingControl: 'CloudTrail data events record every access',
    owner: 'platform-team',
    ticket: 'SEC-1042',
    approver: 'security',
    expires: '2026-11-23',
  };

  function withWaiver(changes: Partial<Record<keyof typeof WAIVER, string>>): Sample {
    const entries = Object.entries({ ...WAIVER, ...changes }).filter(([, value]) => value !== '');
    const text = entries.map(([key, value], index) => `  ${index === 0 ? '-' : ' '} ${key}: ${value}`).join('\n');
    return new Sample().write('waivers.yaml', `schemaVersion: 1\nwaivers:\n${text}\n`);
  }

  test('accepts one that ends today', () => {
    expect(withWaiver({}).problems()).toEqual([]);
  });

  test('accepts a granular finding and a pack whose name has dots', () => {
    const granular = "'AwsSolutions::AwsSolutions-IAM5[Resource::<BadC4840B29.Arn>/*]'";
    expect(withWaiver({ rule: granular }).problems()).toEqual([]);
    expect(withWaiver({ rule: 'NIST.800.53.R5::NIST.800.53.R5-IAMNoInlinePolicy' }).problems()).toEqual([]);
  });

  test('fails on one that ended yesterday', () => {
    const sample = withWaiver({ expires: '2026-11-22' });
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-WAIVER',
      file: 'config/waivers.yaml',
      line: 11,
      path: 'waivers[0].expires',
      what: 'the waiver of AwsSolutions::AwsSolutions-S1 expired on 2026-11-22',
    });
  });

  test.each([
    ['without owner', { owner: '' }, 'CONFIG-MISSING', 'waivers[0].owner'],
    ['with an unknown owner', { owner: 'nobody' }, 'CONFIG-REFERENCE', 'waivers[0].owner'],
    ['with an unknown approver', { approver: 'nobody' }, 'CONFIG-REFERENCE', 'waivers[0].approver'],
    ['that its owner approved', { approver: 'platform-team' }, 'CONFIG-WAIVER', 'waivers[0].approver'],
    ['for an unknown environment', { environments: '[production]' }, 'CONFIG-REFERENCE', 'waivers[0].environments[0]'],
    ['for an unknown pack', { rule: 'AwsSolution::AwsSolution-S1' }, 'CONFIG-WAIVER', 'waivers[0].rule'],
    ['with a bare rule, which leaves no trace', { rule: 'AwsSolutions-S1' }, 'CONFIG-FORMAT', 'waivers[0].rule'],
    ['whose reason is a word', { reason: 'legacy' }, 'CONFIG-RANGE', 'waivers[0].reason'],
    ['whose path has a leading slash', { path: '/Serving-churn' }, 'CONFIG-FORMAT', 'waivers[0].path'],
  ])('fails on one %s', (_, changes, rule, path) => {
    expect(withWaiver(changes).problem()).toMatchObject({ rule, path });
  });

  test('fails on the same finding waived twice', () => {
    const sample = withWaiver({});
    const entry = sample.read('waivers.yaml').split('waivers:\n')[1] ?? '';
    sample.write('waivers.yaml', sample.read('waivers.yaml') + entry);
    expect(sample.problem()).toMatchObject({ path: 'waivers[1].rule', rule: 'CONFIG-WAIVER' });
  });
});
