import { createHash } from 'node:crypto';
import type { Log } from 'sarif';
import {
  gatherEvidence,
  renderCsv,
  renderDiagrams,
  renderHtml,
  renderJson,
  renderSarif,
  type EvidenceInput,
} from '../../../lib/evidence';
import { table } from '../../../lib/evidence/html/parts';
import { MemoryCache } from '../../constructs/compliance/memory-cache';
import { evidenceInput, manyModels } from './fixture';

/** Equal pictures are drawn once for all tests, which are not about them. */
const pictures = new MemoryCache();

async function page(input: EvidenceInput, cache = pictures): Promise<string> {
  const model = gatherEvidence(input);
  return renderHtml(model, await renderDiagrams(model, cache));
}

const model = gatherEvidence(evidenceInput());

describe('the page', () => {
  test('is the same for equal input, byte by byte', async () => {
    expect(await page(evidenceInput(), new MemoryCache())).toBe(await page(evidenceInput(), new MemoryCache()));
  });

  test('allows its own style and script by hash and nothing else', async () => {
    const text = await page(evidenceInput());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
    const hash = (tag: string): string => {
      const body = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(text)?.[1] ?? '';
      return `'sha256-${createHash('sha256').update(body).digest('base64')}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash('style')}; script-src ${hash('script')}; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/<[^>]* (style|on\w+)=/);
    expect(text.match(/(src|href)="(?!#)[^"]*"/g)).toBeNull();
  });

  test('makes markup in names inert, wherever it stands', async () => {
    const evil = '<script>alert("x")</script>';
    const input = evidenceInput();
    const text = await page({
      ...input,
      company: { name: evil },
      environments: input.environments.map((environment) => ({
        ...environment,
        models: environment.models.map((declared) => ({ ...declared, name: evil, owner: evil, source: evil })),
      })),
      templates: input.templates.map((template) =>
        Object.assign({}, template, {
          template: JSON.parse(
            JSON.stringify(template.template).replaceAll('Artifacts', evil.replaceAll('"', '\\"')),
          ) as unknown,
        }),
      ),
      gate: input.gate && {
        ...input.gate,
        findings: input.gate.findings.map((finding) =>
          Object.assign({}, finding, { path: evil, problem: evil, remedy: evil, source: evil }),
        ),
      },
      tools: { [evil]: evil },
    });
    expect(text).toContain('&lt;script&gt;');
    expect(text.match(/<script/g)).toHaveLength(1);
  });

  test('says that nothing is exposed rather than nothing at all', async () => {
    const input = evidenceInput();
    const block =
      '"PublicAccessBlockConfiguration":{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}';
    const text = await page({
      ...input,
      templates: input.templates.map((template) =>
        Object.assign({}, template, {
          template: JSON.parse(
            JSON.stringify(template.template).replaceAll(
              '"Type":"AWS::S3::Bucket","Properties":{',
              `"Type":"AWS::S3::Bucket","Properties":{${block},`,
            ),
          ) as unknown,
        }),
      ),
    });
    expect(text).toContain('Public resources: none.');
  });

  test('is useful when the configuration was refused and there is no template', async () => {
    const text = await page({
      ...evidenceInput({ environments: [], models: [] }),
      company: { name: '' },
      gate: undefined,
      configurationProblems: [
        {
          file: 'config/models/churn.yaml',
          line: 12,
          key: 'serving.mode',
          what: 'unknown mode "realtme"',
          remedy: 'did you mean realtime?',
        },
      ],
    });
    expect(text).toContain('The configuration has 1 mistake');
    expect(text).toContain('unknown mode &quot;realtme&quot;');
    expect(text).toContain('did you mean realtime?');
  });

  test('stays below five megabytes for a hundred models in three environments, and says what it leaves out', async () => {
    const text = await page(manyModels(100));
    expect(Buffer.byteLength(text)).toBeLessThan(5_000_000);
    expect(text).toContain('That is more than a page can list');
  });
});

test('a table says how many rows it leaves out', () => {
  const rows = Array.from({ length: 5 }, (_, index) => ({ environments: ['prod'], cells: [`row ${index}`] }));
  const text = table({ id: 't', caption: 'Rows', columns: ['Name'], rows, limit: 3 }).text;
  expect(text.match(/<th scope="row">/g)).toHaveLength(3);
  expect(text).toContain('Shown are 3 of 5 rows');
});

describe('warnings', () => {
  const WARNING = {
    place: 'config/waivers.yaml:4',
    problem: 'acknowledges AiProduction::AiProduction-SEC-5, which is now the id of no rule',
    remedy: 'acknowledge AiProduction::AiProduction-ModelInVpc instead',
  };
  const warned = (): EvidenceInput => {
    const input = evidenceInput({ refused: false });
    return { ...input, gate: input.gate && { ...input.gate, warnings: [WARNING] } };
  };

  test('are on the page and in evidence.json, and leave the verdict as it is', async () => {
    const text = await page(warned());
    expect(text).toContain('<a href="#warnings">Warnings</a>');
    expect(text).toContain('<a href="#warnings">1 place to write anew</a>');
    const words = text.replaceAll(/<[^>]+>/g, '');
    expect(Object.values(WARNING).filter((one) => !words.includes(one))).toEqual([]);
    const json = JSON.parse(renderJson(gatherEvidence(warned()))) as Record<string, unknown>;
    expect(json).toMatchObject({ verdict: 'passed', warnings: [WARNING] });
  });

  test('have no section where there are none', async () => {
    expect(await page(evidenceInput())).not.toContain('id="warnings"');
  });
});

test('the matrix of requirements names a resource once, with the rules that it meets', async () => {
  const text = await page(evidenceInput());
  expect(text).toContain('AWS::SageMaker::Model, by ModelNetworkIsolated, ModelSubnetsInTwoZones');
});

describe('evidence.json', () => {
  test('has sorted keys and ends with a line feed', () => {
    const text = renderJson(model);
    const parsed = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(parsed)).toEqual(Object.keys(parsed).sort((a, b) => (a < b ? -1 : 1)));
    expect(text.endsWith('}\n')).toBe(true);
  });
});

describe('controls.csv', () => {
  const base = {
    environment: 'prod',
    pack: 'P',
    control: 'C',
    requirements: [],
    evaluated: 1,
    passed: 1,
    failed: 0,
    acknowledged: 0,
    notApplicable: 2,
    status: 'passed' as const,
  };

  test('quotes as RFC 4180 has it', () => {
    expect(
      renderCsv({ controls: [{ ...base, title: 'say "no", or\nyes' }] })
        .split('\r\n')
        .slice(0, 2),
    ).toEqual([
      'environment,pack,control,title,evaluated,passed,failed,acknowledged,not applicable,status',
      'prod,P,C,"say ""no"", or\nyes",1,1,0,0,2,passed',
    ]);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('turns the formula %j into text', (title) => {
    expect(renderCsv({ controls: [{ ...base, title }] })).toContain(`,'${title},`);
  });
});

describe('SARIF', () => {
  const parse = (which: 'active' | 'full'): Log => JSON.parse(renderSarif(model, which)) as Log;

  test('active has what fails, without suppressions', () => {
    const [run] = parse('active').runs;
    expect(run?.results).toHaveLength(1);
    expect(run?.results?.[0]).toMatchObject({
      ruleId: 'AwsSolutions-SNS3',
      ruleIndex: 0,
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'constructs/monitoring/alarm-topic.ts' },
            region: { startLine: 31 },
          },
          logicalLocations: [{ fullyQualifiedName: 'prod/Foundation/PlainTopic' }],
        },
      ],
    });
    expect(run?.results?.[0]?.suppressions).toBeUndefined();
  });

  test('names the place in a resource after the resource, and two places make two results', () => {
    const input = evidenceInput();
    const { gate } = input;
    const [first] = gate?.findings ?? [];
    if (gate === undefined || first === undefined) throw new Error('the fixture has a finding');
    const places = ['Properties.VpcConfig.Subnets', 'Properties.VpcConfig.SecurityGroupIds'];
    const findings = places.map((location) => ({ ...first, location }));
    const log = JSON.parse(renderSarif(gatherEvidence({ ...input, gate: { ...gate, findings } }), 'active')) as Log;
    const resource = { name: first.logicalId, fullyQualifiedName: first.path, kind: 'resource' };
    const located = (log.runs[0]?.results ?? []).map(({ locations }) => locations?.[0]?.logicalLocations);
    expect(located).toHaveLength(2);
    expect(located).toEqual(
      expect.arrayContaining([
        [resource, { name: 'Subnets', fullyQualifiedName: `${first.path}/${places[0]}`, kind: 'property' }],
        [resource, { name: 'SecurityGroupIds', fullyQualifiedName: `${first.path}/${places[1]}`, kind: 'property' }],
      ]),
    );
  });

  test('full has everything, and what is acknowledged is suppressed with its reason', () => {
    const log = parse('full');
    const results = log.runs[0]?.results ?? [];
    expect(log.version).toBe('2.1.0');
    expect(results).toHaveLength(13);
    expect(results.filter(({ suppressions }) => suppressions?.[0]?.kind === 'external')).toHaveLength(3);
    expect(results.filter(({ suppressions }) => suppressions?.[0]?.kind === 'inSource')).toHaveLength(9);
    const rules = log.runs[0]?.tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
  });

  test('gives every result a fingerprint of its own', () => {
    const prints = (parse('full').runs[0]?.results ?? []).map(
      ({ partialFingerprints }) => partialFingerprints?.['findingHash/v1'],
    );
    expect(new Set(prints).size).toBe(prints.length);
  });
});
