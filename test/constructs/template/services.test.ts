import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { factsOf, RESOURCE_FACTS, typesWith } from '../../../constructs/template';

const ROOT = path.join(__dirname, '../../..');

/** TypeScript files below a folder of the repository, with their text. */
function sources(folder: string): readonly (readonly [file: string, text: string])[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true })
    .map((entry) => path.join(folder, String(entry)))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')] as const);
}

const SERVICES = sources('constructs/template/services').filter(([file]) => !file.endsWith('/index.ts'));
/** A resource type as the key of an object. */
const ENTRY = /'(AWS::\w+::\w+)':/g;

test('each type stands in one service file, and all are in the list', () => {
  const written = SERVICES.flatMap(([, text]) => [...text.matchAll(ENTRY)].map(([, type = '']) => type));
  expect(written.sort()).toEqual([...RESOURCE_FACTS.keys()].sort());
});

test('the types of a file are of its service', () => {
  const aliases: Readonly<Record<string, string>> = { elasticloadbalancing: 'elasticloadbalancingv2' };
  for (const [file, text] of SERVICES) {
    const stem = path.basename(file, '.ts');
    const services = [...text.matchAll(ENTRY)].map(([, type = '']) => type.split('::')[1]?.toLowerCase());
    const foreign = services.filter((one) => one !== stem && one !== aliases[stem] && one !== `${stem}v2`);
    expect([file, foreign]).toEqual([file, []]);
  }
});

test('neither the gate nor the evidence keeps a table by resource type', () => {
  const tables = [...sources('constructs/compliance'), ...sources('lib/evidence')].flatMap(([file, text]) =>
    [...text.matchAll(ENTRY)].map(([, type]) => `${file}: ${type}`),
  );
  expect(tables).toEqual([]);
});

test('the room imports no CDK, nothing of lib, and of other rooms the facts of a model only', () => {
  const imports = sources('constructs/template').flatMap(([file, text]) =>
    [...text.matchAll(/from '([^']+)'/g)].map(([, target = '']) =>
      target.startsWith('.') ? path.join(path.dirname(file), target) : target,
    ),
  );
  const outside = new Set(imports.filter((target) => !target.startsWith('constructs/template/')));
  expect([...outside]).toEqual(['constructs/model/core']);
});

test('a type that nobody knows has no facts', () => {
  expect(factsOf('AWS::Unknown::Type')).toEqual({});
  expect(factsOf('constructor')).toEqual({});
});

test('types are found by a fact, in alphabetical order', () => {
  expect(typesWith(({ logsTo }) => logsTo !== undefined)).toEqual([
    'AWS::CloudTrail::Trail',
    'AWS::EC2::FlowLog',
    'AWS::S3::Bucket',
  ]);
});
