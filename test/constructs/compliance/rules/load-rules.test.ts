import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requirementsOf } from '../../../../constructs/compliance/rule';
import { loadRules } from '../../../../constructs/compliance/rules/load-rules';
import { requirements } from '../../../../constructs/compliance/requirements';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'rules-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, rule: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `exports.rule = ${rule};`);
  return file;
}

const rule = (id: string, more = "requirements: ['OPS-4'],") =>
  `{ id: '${id}', title: 'a', remedy: 'b', ${more} resourceTypes: ['AWS::S3::Bucket'], check: () => [] }`;

describe('the pack', () => {
  const rules = loadRules();

  test('has rules whose ids are names, sorted, each title and remedy of its own', () => {
    const ids = rules.map(({ id }) => id);
    expect(ids.filter((id) => !/^(?:[A-Z][a-z\d]+)+$/.test(id))).toEqual([]);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
  });

  test('has rules of these requirements, each named by at least one rule', () => {
    const held = new Set(rules.flatMap((one) => one.requirements ?? []));
    expect(
      requirements
        .map(({ id }) => id)
        .filter((id) => held.has(id))
        .join(' '),
    ).toBe('CARD-9 RDY-1 SRV-1 SRV-2 SRV-3 SRV-4 SRV-5 SRV-6 REG-1 REG-2 REL-1 REL-2 REL-3 SEC-4 SEC-5 OWN-1');
    expect(rules.filter(({ requirements: own }) => own === undefined)).toEqual([]);
  });
});

describe('a company', () => {
  test('adds a rule with one file, in a folder of its own too, and other files are left alone', () => {
    write('security/bucket-named.rule.js', rule('BucketNamed'));
    write('acme-1.rule.js', rule('ACME-1'));
    write('helper.js', 'nothing.that.runs');
    expect(
      loadRules([folder])
        .map(({ id }) => id)
        .slice(-2),
    ).toEqual(['ACME-1', 'BucketNamed']);
  });

  test.each([
    ['s3-bucket-named.rule.js', 'S3BucketNamed'],
    ['iam-no-admin.rule.js', 'IAMNoAdmin'],
    ['bucketnamed.rule.js', 'BucketNamed'],
    ['chg-2.rule.js', 'CHG-2'],
  ])('may call the file %s for the id %s', (name, id) => {
    write(name, rule(id));
    expect(loadRules([folder]).at(-1)?.id).toBe(id);
  });

  test('may leave out requirements: the id stands for one, where the catalogue has it', () => {
    write('chg-2.rule.js', rule('CHG-2', ''));
    write('acme-1.rule.js', rule('ACME-1', ''));
    const [acme, chg] = loadRules([folder]).slice(-2);
    expect(chg && requirementsOf(chg)).toEqual(['CHG-2']);
    expect(acme && requirementsOf(acme)).toEqual([]);
  });
});

describe('loading', () => {
  test('fails a rule whose id is taken, or was the id of others', () => {
    const taken = write('model-in-vpc.rule.js', rule('ModelInVpc'));
    const former = write('srv-4.rule.js', rule('SRV-4'));
    expect(() => loadRules([folder])).toThrow(`${taken}: rule id ModelInVpc is taken by `);
    expect(() => loadRules([folder])).toThrow(
      `${former}: rule id SRV-4 is the former id of ContainerStartupTimeoutSet; give it an id of its own`,
    );
  });

  test('fails requirements that the catalogue does not have, and an empty list', () => {
    const unknown = write('a-rule.rule.js', rule('ARule', "requirements: ['SEK-5', 'OPS-4'],"));
    const none = write('b-rule.rule.js', rule('BRule', 'requirements: [],'));
    const wrong = write('c-rule.rule.js', rule('CRule', "requirements: ['OPS-4'], formerIds: 'SEC-5',"));
    expect(() => loadRules([folder])).toThrow(
      [
        `  - ${unknown}: requirement SEK-5 is not in the catalogue; did you mean SEC-5`,
        `  - ${none}: requirements must name at least one requirement of the catalogue, e.g. requirements: ['SEC-5']`,
        `  - ${wrong}: formerIds must name at least one id, or be left out`,
      ].join('\n'),
    );
  });

  test('fails every file that holds no whole rule, at once', () => {
    const files = [
      write('acme-1.rule.js', 'undefined'),
      write('acme-2.rule.js', `{ id: 'ACME-2', title: ' ', resourceTypes: [], check: 'x' }`),
      write('acme-3.rule.js', rule('ACME-4')),
      write('acme-5.rule.js', rule('BucketNamed')),
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
        `  - ${files[3]}: rule BucketNamed must lie in a file called bucket-named.rule.ts`,
      ].join('\n'),
    );
  });
});
