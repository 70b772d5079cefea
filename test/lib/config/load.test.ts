import { ConfigurationError } from '../../../lib/config';
import { removeSamples, Sample } from './sample';

afterAll(removeSamples);

const CHURN = 'models/churn.yaml';

describe('the sample company', () => {
  test('is valid', () => {
    const { environments, models, waivers } = new Sample().load();
    expect(environments.map(({ name }) => name)).toEqual(['dev', 'prod', 'staging']);
    expect(models.map(({ name }) => name)).toEqual(['assistant', 'churn', 'document-extraction']);
    expect(waivers).toEqual([]);
  });

  test('is valid with a byte order mark and Windows line ends', () => {
    const sample = new Sample();
    sample.write(CHURN, `\uFEFF${sample.read(CHURN).replaceAll('\n', '\r\n')}`);
    expect(sample.problems()).toEqual([]);
  });

  test('is valid without waivers.yaml', () => {
    expect(new Sample().remove('waivers.yaml').load().waivers).toEqual([]);
  });
});

describe('every mistake at once', () => {
  test('fails with all mistakes of all files, in the order of the files', () => {
    const sample = new Sample()
      .edit('company.yaml', 'prefix: excorp', 'prefix: EX')
      .edit('environments/prod.yaml', 'deletionProtection: true', 'deletionProtektion: true')
      .edit(CHURN, 'owner: customer-analytics', 'owner: nobody')
      .edit(CHURN, 'ml.g5.2xlarge', 'ml.g5.3xlarge');
    const found = sample.problems().map(({ file, rule }) => `${file} ${rule}`);
    expect(found).toEqual([
      'config/company.yaml CONFIG-FORMAT',
      'config/environments/prod.yaml CONFIG-MISSING',
      'config/environments/prod.yaml CONFIG-UNKNOWN-KEY',
      'config/models/churn.yaml CONFIG-REFERENCE',
      'config/models/churn.yaml CONFIG-INSTANCE-TYPE',
    ]);
  });

  test('writes file:line first, then what, allowed and the nearest', () => {
    const sample = new Sample().edit(CHURN, 'riskClass: medium', 'riskClass: meduim');
    const line = sample.lineOf(CHURN, 'riskClass');
    expect(() => sample.load()).toThrow(ConfigurationError);
    expect(() => sample.load()).toThrow(
      `the configuration has 1 problem\n  config/models/churn.yaml:${line}  riskClass: got "meduim"; allowed: low, medium, high; did you mean medium (CONFIG-VALUE)`,
    );
  });

  test('says once what is wrong in every environment', () => {
    const problem = new Sample().edit(CHURN, 'costCentre: CC-1001', 'costCentre: CC-1002').problem();
    expect(problem.environment).toBeUndefined();
  });
});

describe('a file that is not YAML', () => {
  test('fails with the place of the syntax mistake', () => {
    const sample = new Sample().write(CHURN, 'schemaVersion: 1\nname: [churn\n');
    expect(sample.problem()).toMatchObject({ file: 'config/models/churn.yaml', line: 3, rule: 'CONFIG-YAML' });
  });

  test('fails on a key that stands twice, and names it', () => {
    const sample = new Sample().edit(CHURN, 'kind: predictive', 'kind: predictive\nkind: llm');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-YAML',
      line: sample.lineOf(CHURN, 'kind: llm'),
      what: 'the key kind stands twice in the same mapping',
    });
  });

  test.each([
    ['an empty file', '', 'the file is empty'],
    ['a file of comments', '# nothing\n', 'the file is empty'],
    ['several documents', 'a: 1\n---\nb: 2\n', 'the file holds several YAML documents'],
    ['an alias without anchor', 'a: *b\n', 'not valid YAML'],
  ])('fails on %s', (_, text, what) => {
    const problem = new Sample().write(CHURN, text).problem();
    expect(problem).toMatchObject({ file: 'config/models/churn.yaml', rule: 'CONFIG-YAML' });
    expect(problem.what).toContain(what);
  });

  test('fails on a list where a mapping belongs', () => {
    expect(new Sample().write('waivers.yaml', '- 1\n').problem()).toMatchObject({
      file: 'config/waivers.yaml',
      line: 1,
      rule: 'CONFIG-TYPE',
      allowed: 'a mapping',
    });
  });
});

describe('files and names', () => {
  test('fails without company.yaml', () => {
    expect(new Sample().remove('company.yaml').problem()).toMatchObject({
      file: 'config/company.yaml',
      rule: 'CONFIG-FILE',
    });
  });

  test('fails without any environment or model', () => {
    const sample = new Sample().remove('environments').remove('models');
    expect(sample.problems().map(({ what }) => what)).toEqual(['there is no environment', 'there is no model']);
  });

  test('fails when the name in a model differs from the file name', () => {
    const sample = new Sample().edit(CHURN, 'name: churn', 'name: churns');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-NAME',
      path: 'name',
      line: 3,
      what: 'the model is called churns in the file churn.yaml',
      remedy: 'rename the file to churns.yaml, or write name: churn',
    });
  });

  test('fails on .yml and on a file name that cannot be the name of a stack', () => {
    const sample = new Sample();
    const text = sample.read('environments/dev.yaml').replace('10.10.0.0', '10.11.0.0').replace('5500', '99000');
    sample.write('environments/qa.yml', text).write('environments/Test_1.yaml', text.replace('10.11', '10.12'));
    expect(sample.problems().map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      'config/environments/Test_1.yaml CONFIG-NAME',
      'config/environments/qa.yml CONFIG-NAME',
    ]);
  });

  test('fails on an evaluation date that does not exist', () => {
    expect(() => new Sample().load('2026-02-30')).toThrow(
      'evaluationDate must be a day that exists, YYYY-MM-DD, got 2026-02-30',
    );
  });
});

describe('what the schemas refuse', () => {
  test('an unknown key, with the nearest known one', () => {
    const sample = new Sample().edit(CHURN, 'maxInstances: 6', 'maxInstance: 6');
    const unknown = sample.problems().find(({ rule }) => rule === 'CONFIG-UNKNOWN-KEY');
    expect(unknown).toMatchObject({
      line: sample.lineOf(CHURN, 'maxInstance:'),
      path: 'serving.scaling.maxInstance',
      what: 'unknown key "maxInstance"',
      allowed: 'minInstances, maxInstances, targetConcurrencyPerInstance, peakConcurrency',
      remedy: 'did you mean maxInstances',
    });
  });

  test('a key in the wrong place, with the right place', () => {
    const sample = new Sample().edit(CHURN, '  batching:', '  maxConcurrentInvocationsPerInstance: 4\n  batching:');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-UNKNOWN-KEY',
      remedy: 'it belongs at serving.maxConcurrentInvocationsPerInstance',
    });
    const misplaced = new Sample().edit(CHURN, 'objectives:', 'minInstances: 3\nobjectives:');
    expect(misplaced.problem()).toMatchObject({ remedy: 'it belongs at serving.scaling.minInstances' });
  });

  test('a missing key, at the line of its parent', () => {
    const sample = new Sample().edit(CHURN, ', targetConcurrencyPerInstance: 8', '');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-MISSING',
      line: sample.lineOf(CHURN, 'scaling:'),
      path: 'serving.scaling.targetConcurrencyPerInstance',
      what: 'is missing',
      allowed: 'Target of auto scaling: concurrent requests per instance',
    });
  });

  test('a wrong mode, with the modes', () => {
    const sample = new Sample().edit(CHURN, 'mode: realtime', 'mode: real-time');
    expect(sample.problem()).toMatchObject({
      rule: 'CONFIG-VALUE',
      path: 'serving.mode',
      allowed: 'realtime, realtime-to-zero, async',
      remedy: 'did you mean realtime',
    });
  });

  test('a value out of range, with the range', () => {
    const sample = new Sample().edit(CHURN, 'canaryPercent: 10', 'canaryPercent: 60');
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-RANGE', what: 'got 60', allowed: 'at most 50' });
  });

  test.each([
    ['linear below 10', 'strategy: linear, linearPercent: 5', 'at least 10'],
    ['linear above 50', 'strategy: linear, linearPercent: 51', 'at most 50'],
    ['rolling below 5', 'strategy: rolling, batchPercent: 4', 'at least 5'],
    ['rolling above 50', 'strategy: rolling, batchPercent: 51', 'at most 50'],
  ])('a rollout %s', (_, rollout, allowed) => {
    const sample = new Sample().edit('models/document-extraction.yaml', 'strategy: canary, canaryPercent: 50', rollout);
    expect(sample.problem()).toMatchObject({ rule: 'CONFIG-RANGE', allowed });
  });

  test('blue/green for copies, which SageMaker can only roll', () => {
    const sample = new Sample().edit(
      'models/assistant.yaml',
      'strategy: rolling, batchPercent: 50',
      'strategy: canary, canaryPercent: 10',
    );
    expect(sample.problems().map(({ path }) => path)).toContain('serving.rollout.strategy');
  });

  test.each([
    [
      "account: '333333333333'",
      'account: 333333333333',
      "write it in quotes: '333333333333' (YAML reads bare digits as a number and drops leading zeros)",
    ],
    [
      "account: '333333333333'",
      'account: 012345678901',
      "write it in quotes: '012345678901' (YAML reads bare digits as a number and drops leading zeros)",
    ],
  ])('an account without quotes', (from, to, remedy) => {
    const problem = new Sample().edit('environments/prod.yaml', from, to).problem();
    expect(problem).toMatchObject({ rule: 'CONFIG-TYPE', path: 'account', line: 3, allowed: 'text', remedy });
  });

  test('an account of eleven digits', () => {
    const problem = new Sample().edit('environments/prod.yaml', '333333333333', '33333333333').problem();
    expect(problem).toMatchObject({ rule: 'CONFIG-FORMAT', allowed: "12 digits in quotes, e.g. '012345678901'" });
  });

  test('a container variable that YAML reads as true or false', () => {
    const problem = new Sample()
      .edit('models/assistant.yaml', "OPTION_ASYNC_MODE: 'true'", 'OPTION_ASYNC_MODE: true')
      .problem();
    expect(problem.remedy).toBe("write it in quotes: 'true' (YAML reads this word as true or false)");
  });

  test('a shape of file that this version does not know', () => {
    const problem = new Sample().edit(CHURN, 'schemaVersion: 1', 'schemaVersion: 2').problem();
    expect(problem).toMatchObject({ rule: 'CONFIG-VALUE', path: 'schemaVersion', allowed: '1' });
  });

  test('an empty value', () => {
    const problem = new Sample().edit(CHURN, 'owner: customer-analytics', 'owner:').problem();
    expect(problem).toMatchObject({ rule: 'CONFIG-TYPE', path: 'owner', what: 'got nothing' });
  });

  test('a day that does not exist', () => {
    const problem = new Sample().edit(CHURN, 'date: 2026-09-14', 'date: 2026-02-30').problem();
    expect(problem).toMatchObject({ rule: 'CONFIG-FORMAT', allowed: 'a day that exists, YYYY-MM-DD' });
  });

  test('evidence that is no https URL', () => {
    const problem = new Sample().edit(CHURN, 'https://wiki.example.com/ai/churn/data', 'wiki').problem();
    expect(problem).toMatchObject({
      rule: 'CONFIG-FORMAT',
      allowed: 'an https URL',
      path: 'readiness.dataPipeline.evidence',
    });
  });

  test('a log retention that CloudWatch Logs has not', () => {
    const problem = new Sample().edit('environments/dev.yaml', 'logsDays: 30', 'logsDays: 31').problem();
    expect(problem).toMatchObject({ rule: 'CONFIG-VALUE', path: 'retention.logsDays' });
  });
});
