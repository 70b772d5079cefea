import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main, outdated, PARTS } from '../../../scripts/docs';

const ROOT = path.join(__dirname, '../../..');
const OPERATOR = 'docs/operator.md';

test('the documents are what the code gives; else run npm run docs:generate', () => {
  expect([...outdated(ROOT).keys()]).toEqual([]);
});

test('no two parts have one place', () => {
  const places = PARTS.map(({ document, name }) => `${document} ${name}`);
  expect(new Set(places).size).toBe(places.length);
});

describe('a document that is out of date', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'documents-'));
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  let said: jest.SpyInstance;

  beforeEach(() => {
    cpSync(path.join(ROOT, 'docs'), path.join(root, 'docs'), { recursive: true });
    cpSync(path.join(ROOT, 'README.md'), path.join(root, 'README.md'));
    writeFileSync(path.join(root, OPERATOR), read(OPERATOR).replace('`sagemaker:UpdateModelPackage`', '`s3:*`'));
    said = jest.spyOn(console, 'error').mockImplementation();
  });
  afterEach(() => said.mockRestore());
  afterAll(() => rmSync(root, { recursive: true }));

  test('fails the check, which names it and changes nothing', () => {
    const before = read(OPERATOR);
    expect(main(root, true)).toBe(1);
    expect(said.mock.calls).toEqual([['docs/operator.md is out of date; run npm run docs:generate']]);
    expect(read(OPERATOR)).toBe(before);
  });

  test('is made anew, and passes the check then', () => {
    expect(main(root, false)).toBe(0);
    expect(read(OPERATOR)).toBe(readFileSync(path.join(ROOT, OPERATOR), 'utf8'));
    expect(main(root, true)).toBe(0);
  });
});
