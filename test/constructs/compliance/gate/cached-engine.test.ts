import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { IPolicyValidationContext, PolicyValidationStack, PolicyViolation } from 'aws-cdk-lib';
import { CachedEngine, type CloudFormationEngine } from '../../../../constructs/compliance';
import { MemoryCache } from '../memory-cache';

/** Refuses one value in the way of CDK's engine, which tells a violation of several templates once, and notes what it is asked. */
class FakeEngine implements CloudFormationEngine {
  public readonly begun: string[] = [];
  public readonly asked: string[] = [];

  public begin(stacks: readonly PolicyValidationStack[]): void {
    this.begun.push(...stacks.map(({ templatePath }) => path.basename(templatePath)));
  }

  public validate({ stackTemplates }: IPolicyValidationContext): readonly PolicyViolation[] {
    this.asked.push(...stackTemplates.map(({ templatePath }) => path.basename(templatePath)));
    const refused = stackTemplates.filter(({ templatePath }) =>
      readFileSync(templatePath, 'utf8').includes('"Privat"'),
    );
    const violatingResources = refused.map(({ templatePath }) => ({
      templatePath,
      resourceLogicalId: 'Bucket',
      locations: ['Properties.AccessControl'],
    }));
    const violation = {
      ruleName: 'W3030',
      description: "'Privat' is not one of",
      severity: 'warning',
      violatingResources,
    };
    return refused.length === 0 ? [] : [violation];
  }
}

let folder: string;
let cache: MemoryCache;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
  cache = new MemoryCache();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A template with one bucket. */
function bucket(file: string, accessControl: string, change: Partial<PolicyValidationStack> = {}) {
  const templatePath = path.join(folder, file);
  const Properties = { AccessControl: accessControl };
  writeFileSync(templatePath, JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties } } }));
  return { templatePath, stackConstructPath: 'prod/Data', accountId: '333333333333', region: 'eu-west-1', ...change };
}

/** Validates as a new process does, and says what the engine was asked. */
function validate(...stacks: readonly PolicyValidationStack[]) {
  const engine = new FakeEngine();
  const cached = new CachedEngine(engine, cache);
  cached.begin(stacks);
  const templatePaths = stacks.map(({ templatePath }) => templatePath);
  const context = { stackTemplates: [...stacks], templatePaths } as unknown as IPolicyValidationContext;
  return { violations: cached.validate(context), asked: engine.asked, begun: engine.begun };
}

const places = (violations: readonly PolicyViolation[]) =>
  violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ templatePath = '' }) => `${ruleName} ${path.basename(templatePath)}`),
  );

describe('an engine that keeps its answers', () => {
  it('refuses again what it refused, word for word, without asking', () => {
    const first = validate(bucket('bad.json', 'Privat'), bucket('good.json', 'Private'));
    expect(first.asked).toEqual(['bad.json', 'good.json']);
    expect(places(first.violations)).toEqual(expect.arrayContaining(['W3030 bad.json']));
    const second = validate(bucket('bad.json', 'Privat'), bucket('good.json', 'Private'));
    expect(second.asked).toEqual([]);
    expect(second.begun).toEqual([]);
    expect(second.violations).toEqual(first.violations);
  });

  it('asks about what changed only', () => {
    validate(bucket('one.json', 'Private'), bucket('other.json', 'PublicRead'));
    const { asked, begun, violations } = validate(bucket('one.json', 'Privat'), bucket('other.json', 'PublicRead'));
    expect(asked).toEqual(['one.json']);
    expect(begun).toEqual(['one.json']);
    expect(places(violations)).toEqual(expect.arrayContaining(['W3030 one.json']));
  });

  it.each([{ accountId: '111111111111' }, { region: 'us-east-1' }, { stackConstructPath: 'dev/Data' }])(
    'asks again about the same template for %p',
    (change) => {
      validate(bucket('one.json', 'Private'));
      expect(validate(bucket('one.json', 'Private', change)).asked).toEqual(['one.json']);
    },
  );

  it('gives the answer about a template to the same template elsewhere, with its own path', () => {
    validate(bucket('one.json', 'Privat'));
    const { asked, violations } = validate(bucket('moved.json', 'Privat'));
    expect(asked).toEqual([]);
    expect(places(violations)).toEqual(expect.arrayContaining(['W3030 moved.json']));
  });

  it('keeps apart what the engine says of two templates at once', () => {
    validate(bucket('one.json', 'Privat'), bucket('two.json', 'Privat', { stackConstructPath: 'prod/Other' }));
    const { asked, violations } = validate(bucket('one.json', 'Privat'));
    expect(asked).toEqual([]);
    expect(new Set(places(violations).map((place) => place.split(' ')[1]))).toEqual(new Set(['one.json']));
  });

  it.each(['{}', '[{}]', '[{"ruleName":"W3030","description":"","violatingResources":[{}]}]', 'null'])(
    'asks again when the answer it finds is %s',
    (forged) => {
      validate(bucket('bad.json', 'Privat'));
      for (const key of cache.answers.keys()) cache.answers.set(key, forged);
      const { asked, violations } = validate(bucket('bad.json', 'Privat'));
      expect(asked).toEqual(['bad.json']);
      expect(places(violations)).toEqual(expect.arrayContaining(['W3030 bad.json']));
    },
  );

  it('keeps nothing when the engine breaks off', () => {
    const broken = { validate: () => { throw new Error('out of memory'); } }; // prettier-ignore
    const context = { stackTemplates: [bucket('one.json', 'Private')] } as unknown as IPolicyValidationContext;
    expect(() => new CachedEngine(broken, cache).validate(context)).toThrow('out of memory');
    expect(cache.answers.size).toBe(0);
  });

  it.each([
    ['no template', []],
    ['a template that was not asked about', [{ locations: [], templatePath: '/elsewhere.json' }]],
  ])('fails when the engine names %s', (message, violatingResources) => {
    const engine = { validate: () => [{ ruleName: 'E1001', description: '', violatingResources }] };
    const context = { stackTemplates: [bucket('one.json', 'Private')] } as unknown as IPolicyValidationContext;
    expect(() => new CachedEngine(engine, cache).validate(context)).toThrow(`E1001 names ${message}`);
  });
});
