import * as fc from 'fast-check';
import { ConfigurationError, loadConfig, type ConfigProblem } from '../../../lib/config';
import { mergeModel } from '../../../lib/config/merge';
import { nearest } from '../../../constructs/ground/core';
import { removeSamples, Sample, TODAY } from './sample';

afterAll(removeSamples);

const FILES = [
  'company.yaml',
  'environments/prod.yaml',
  'models/assistant.yaml',
  'models/churn.yaml',
  'models/document-extraction.yaml',
  'waivers.yaml',
] as const;

const ODD = [
  'null',
  '[]',
  '{}',
  '-1',
  '1e400',
  "''",
  '"\\u0000"',
  '__proto__',
  'constructor',
  '2026-02-30',
  '*x',
  '&x 1',
  '<<',
  '!!binary x',
  '~',
];

/** A change of one line, of a few characters, or of one value. */
const mutation = fc.record({
  file: fc.constantFrom(...FILES),
  line: fc.nat({ max: 99 }),
  kind: fc.constantFrom('drop line', 'repeat line', 'indent', 'value', 'key', 'characters'),
  odd: fc.constantFrom(...ODD),
  text: fc.string({ maxLength: 6, unit: 'binary' }),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(text: string, { line: wanted, kind, odd, text: noise }: Mutation): string {
  const lines = text.split('\n');
  const index = wanted % lines.length;
  const line = lines[index] ?? '';
  const changed: Record<Mutation['kind'], string[]> = {
    'drop line': [],
    'repeat line': [line, line],
    indent: [`  ${line}`],
    value: [line.replace(/: .*$/, `: ${odd}`)],
    key: [line.replace(/[\w-]+:/, `${odd}:`)],
    characters: [line.slice(0, line.length / 2) + noise + line.slice(line.length / 2 + 1)],
  };
  return [...lines.slice(0, index), ...changed[kind], ...lines.slice(index + 1)].join('\n');
}

test('whatever stands in the files, loading ends well or with a ConfigurationError whose places exist', () => {
  const sample = new Sample();
  const originals = new Map(FILES.map((file) => [file, sample.read(file)]));
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      for (const [file, text] of originals) sample.write(file, text);
      for (const one of mutations) sample.write(one.file, mutate(sample.read(one.file), one));
      let problems: readonly ConfigProblem[] = [];
      try {
        loadConfig(sample.root, { evaluationDate: TODAY });
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        problems = error.problems;
        expect(problems.length).toBeGreaterThan(0);
      }
      for (const { file, line, column, what } of problems) {
        const lines = sample.read(file.replace(/^config\//, '')).split('\n');
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column ?? 1).toBeGreaterThanOrEqual(1);
        expect(what).not.toBe('');
      }
    }),
    { numRuns: 60, seed: 20261123 },
  );
});

test('a merge without override is the file without its overrides', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
      const { environments: _, ...core } = data;
      expect(mergeModel({ ...core, environments: {} }, 'prod')).toEqual(core);
    }),
  );
});

test('a merge with an override holds every scalar of the override', () => {
  const scalars = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(fc.integer(), fc.string(), fc.boolean()), {
    minKeys: 1,
  });
  fc.assert(
    fc.property(scalars, scalars, (base, override) => {
      expect(mergeModel({ objectives: base, environments: { prod: { objectives: override } } }, 'prod')).toEqual({
        objectives: { ...base, ...override },
      });
    }),
  );
});

test('the nearest word is the word itself when it is there', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{3,12}$/), { minLength: 1 }), fc.nat(), (words, index) => {
      const word = words[index % words.length] ?? '';
      expect(nearest(word, words)).toBe(word);
    }),
  );
});
