import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadRules } from '../../../../constructs/compliance/rules';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'rules-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, rule: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `exports.rule = ${rule};`);
  return file;
}

const rule = (id: string) =>
  `{ id: '${id}', title: 'a', remedy: 'b', resourceTypes: ['AWS::S3::Bucket'], check: () => ({ outcome: 'compliant' }) }`;

test('the pack has one rule for each requirement that it checks, sorted', () => {
  expect(loadRules().map(({ id }) => id)).toEqual([
    'OWN-1',
    'RDY-1',
    'REG-1',
    'REG-2',
    'REL-1',
    'REL-2',
    'REL-3',
    'SEC-4',
    'SEC-5',
    'SRV-1',
    'SRV-2',
    'SRV-3',
    'SRV-4',
    'SRV-5',
    'SRV-6',
  ]);
});

test('a company adds a rule with one file, and other files of its folder are left alone', () => {
  write('acme-1.rule.js', rule('ACME-1'));
  write('helper.js', 'nothing.that.runs');
  expect(loadRules([folder]).at(-1)?.id).toBe('ACME-1');
});

test('fails a rule whose id is taken', () => {
  const file = write('srv-1.rule.js', rule('SRV-1'));
  expect(() => loadRules([folder])).toThrow(`${file}: rule id SRV-1 is taken by `);
});

test('fails every file that holds no whole rule, at once', () => {
  const files = [
    write('acme-1.rule.js', 'undefined'),
    write('acme-2.rule.js', `{ id: 'ACME-2', title: ' ', resourceTypes: [], check: 'x' }`),
    write('acme-3.rule.js', rule('ACME-4')),
  ];
  expect(() => loadRules([folder])).toThrow(
    [
      'rules cannot be loaded',
      `  - ${files[0]}: exports no rule; export a ComplianceRule called rule`,
      `  - ${files[1]}: title must be a text that is not empty`,
      `  - ${files[1]}: remedy must be a text that is not empty`,
      `  - ${files[1]}: resourceTypes must name at least one CloudFormation type`,
      `  - ${files[1]}: check must be a function`,
      `  - ${files[2]}: rule ACME-4 must lie in a file called acme-4.rule.ts`,
    ].join('\n'),
  );
});
