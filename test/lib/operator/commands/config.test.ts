import path from 'node:path';
import { removeSamples, Sample } from '../../config/sample';
import { call } from '../call';

afterAll(removeSamples);

const CHURN = 'models/churn.yaml';

describe('config check', () => {
  test('says ok and counts what it read', async () => {
    const { code, out, err } = await call(new Sample().root, ['config', 'check']);
    expect({ code, out, err }).toEqual({ code: 0, out: 'ok: 3 environments, 3 models, 0 waivers', err: '' });
  });

  test('fails with every problem, and names the next command', async () => {
    const sample = new Sample()
      .edit(CHURN, 'owner: customer-analytics', 'owner: nobody')
      .edit(CHURN, 'riskClass: medium', 'riskClass: x');
    const { code, out, err } = await call(sample.root, ['config', 'check']);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err.split('\n')).toEqual([
      expect.stringMatching(
        /^config\/models\/churn\.yaml:6 {2}owner: contact nobody is not known; allowed: .* \(CONFIG-REFERENCE, OWN-1\)$/,
      ),
      'config/models/churn.yaml:8  riskClass: got "x"; allowed: low, medium, high (CONFIG-VALUE)',
      'refused: 2 problems; fix the places above, then run: blueprint config check',
    ]);
  });

  test('fails with JSON on standard output when asked for', async () => {
    const sample = new Sample().edit(CHURN, 'owner: customer-analytics', 'owner: nobody');
    const { code, out, err } = await call(sample.root, ['config', 'check', '--json']);
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      problems: [{ file: 'config/models/churn.yaml', line: 6, rule: 'CONFIG-REFERENCE' }],
    });
  });

  test('judges expiry for the day that is asked for', async () => {
    const { code, err } = await call(new Sample().root, ['config', 'check', '--evaluation-date', '2028-01-01']);
    expect(code).toBe(1);
    expect(err).toContain('the evidence of 2026-09-07 expired on 2027-09-07');
  });

  test('finds the project from a folder inside it, and by --root', async () => {
    const { root } = new Sample();
    expect((await call(path.join(root, 'config/models'), ['config', 'check'])).code).toBe(0);
    expect((await call('/', ['config', 'check', '--root', root])).code).toBe(0);
  });
});

describe('config show', () => {
  test('prints each value with the place that it came from', async () => {
    const sample = new Sample();
    const { code, out } = await call(sample.root, ['config', 'show', '--env', 'dev', '--model', 'churn']);
    const line = (key: string): string[] =>
      (out.split('\n').find((one) => one.trim().startsWith(`${key} `)) ?? '').trim().split(/ {2,}/);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('model churn in dev');
    expect(line('riskClass')).toEqual([
      'riskClass',
      `config/models/churn.yaml:${sample.lineOf(CHURN, 'riskClass')}`,
      'medium',
    ]);
    expect(line('serving.scaling.maxInstances')).toEqual([
      'serving.scaling.maxInstances',
      `config/models/churn.yaml:${sample.lineOf(CHURN, 'maxInstances: 2')} (environments.dev)`,
      '2',
    ]);
    expect(line('serving.streaming')).toEqual(['serving.streaming', 'default', 'false']);
    expect(line('readiness.businessCase.expires')).toEqual(['readiness.businessCase.expires', 'derived', '2027-09-14']);
  });

  test('aligns the columns', async () => {
    const { out } = await call(new Sample().root, ['config', 'show', '--env', 'prod']);
    const [title, ...rows] = out.split('\n\n')[0]?.split('\n') ?? [];
    expect(title).toBe('environment prod');
    expect(new Set(rows.map((row) => row.indexOf('config/environments/prod.yaml:'))).size).toBe(1);
  });

  test('prints the environment and all its models as JSON', async () => {
    const { out } = await call(new Sample().root, ['config', 'show', '--env', 'prod', '--json']);
    const result = JSON.parse(out) as { values: object; models: Record<string, object> };
    expect(Object.keys(result.models)).toEqual(['assistant', 'churn', 'document-extraction']);
    expect(result.values).toMatchObject({
      account: { value: '333333333333', origin: { kind: 'file', file: 'config/environments/prod.yaml', line: 3 } },
      'budget.notify': { value: 'platform-team (AI Platform Team <ai-platform@example.com>)' },
    });
  });

  test('fails on an environment that does not exist, with those that do', async () => {
    const { code, err } = await call(new Sample().root, ['config', 'show', '--env', 'prdo']);
    expect(code).toBe(2);
    expect(err).toBe(
      'error: there is no environment prdo; did you mean prod\nnext: choose --env from: dev, prod, staging',
    );
  });

  test('fails on a model that the environment leaves out', async () => {
    const sample = new Sample().edit(CHURN, '  dev:\n', '  dev:\n    enabled: false\n');
    const { code, err } = await call(sample.root, ['config', 'show', '--env', 'dev', '--model', 'churn']);
    expect(code).toBe(2);
    expect(err).toContain('there is no model churn in dev');
  });

  test('fails like config check on a refused configuration', async () => {
    const sample = new Sample().edit(CHURN, 'owner: customer-analytics', 'owner: nobody');
    const { code, err } = await call(sample.root, ['config', 'show', '--env', 'dev']);
    expect(code).toBe(1);
    expect(err).toContain('refused: 1 problem');
  });
});
