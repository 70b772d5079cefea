import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Stack, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  ComplianceGate,
  type ComplianceRule,
  COMPLIANT,
  type GateResult,
  loadRules,
  NOT_APPLICABLE,
  type RuleOutcome,
  violation,
  type Waiver,
} from '../../../../constructs/compliance';
import { productionApp, waiver } from './production-app';

const SEC_4 = 'AiProduction::AiProduction-SEC-4';
const SEC_5 = 'AiProduction::AiProduction-SEC-5';
const BLOCKED = 'AiProduction-BucketPublicAccessBlocked';
const LOGGED = 'AiProduction-BucketAccessLogged';
const ENCRYPTED = 'AiProduction-StoreEncryptedWithCustomerKey';
/** A bucket without properties has a finding of each. */
const OF_BUCKET = [LOGGED, BLOCKED, ENCRYPTED];

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly acknowledgedId?: string;
  readonly reason?: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}
interface PluginReport {
  readonly pluginName: string;
  readonly conclusion: string;
  readonly violations: readonly Violation[];
  readonly suppressedViolations?: readonly Violation[];
}
interface Evaluated {
  readonly result: GateResult;
  /** What CDK wrote of our pack into validation-report.json; undefined when the pack found nothing. */
  readonly report?: PluginReport;
}
interface Sample {
  readonly build?: (stack: Stack) => void;
  readonly waivers?: readonly Partial<Waiver>[];
  readonly rules?: readonly ComplianceRule[];
}

/** Synthesizes a stage `prod` with a stack `Data`, a bucket in it, under our own pack. */
function evaluate({ build, waivers = [], rules = loadRules() }: Sample): Evaluated {
  const { app, stage, stack } = productionApp();
  new s3.CfnBucket(stack, 'Bucket');
  build?.(stack);
  const gate = ComplianceGate.attach(app, {
    environments: [{ stage, production: true, packs: [] }],
    evaluationDate: '2026-11-23',
    rules,
    checks: [],
    waivers: waivers.map((changes) => waiver({ rule: SEC_5, ...changes })),
    cloudFormationEngine: { validate: () => [] },
    sourceRoot: process.cwd(),
  });
  const assembly = app.synth();
  const result = gate.conclude(assembly);
  const written = JSON.parse(readFileSync(path.join(assembly.directory, 'validation-report.json'), 'utf8')) as {
    readonly pluginReports: readonly PluginReport[];
  };
  return { result, report: written.pluginReports.find(({ pluginName }) => pluginName === 'AiProduction') };
}

const open = ({ result }: Evaluated) =>
  result.findings.filter(({ acknowledgement }) => acknowledgement === undefined).map(({ rule }) => rule);
const acknowledgeAt = (id: string) => (stack: Stack) =>
  Validations.of(stack.node.findChild('Bucket')).acknowledge({ id, reason: 'Emptied daily.' });

describe('An acknowledgement by the former id of rules', () => {
  test('in code acknowledges their findings and no others, for the gate and for CDK', () => {
    const evaluated = evaluate({ build: acknowledgeAt(SEC_4) });
    expect(evaluated.result.findings.map(({ rule }) => rule)).toEqual(OF_BUCKET);
    expect(open(evaluated)).toEqual([ENCRYPTED]);
    const { violations, suppressedViolations = [] } = evaluated.report ?? { violations: [] };
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([ENCRYPTED]);
    expect(
      suppressedViolations.map(({ ruleName, acknowledgedId, reason }) => ({ ruleName, acknowledgedId, reason })),
    ).toEqual(
      expect.arrayContaining(
        [LOGGED, BLOCKED].map((ruleName) => ({
          ruleName,
          acknowledgedId: `AiProduction::${ruleName}`,
          reason: `Emptied daily. (acknowledged as ${SEC_4})`,
        })),
      ),
    );
    expect(suppressedViolations).toHaveLength(2);
  });

  test('in code warns with the construct and the ids that it matched', () => {
    expect(evaluate({ build: acknowledgeAt(SEC_4) }).result.warnings).toEqual([
      {
        place: 'prod/Data/Bucket',
        problem: `acknowledges ${SEC_4}, which is now the id of no rule`,
        remedy: `acknowledge AiProduction::${LOGGED} and AiProduction::${BLOCKED} instead, each by itself`,
      },
    ]);
  });

  test('as a waiver acknowledges them too, and warns with file and line', () => {
    const evaluated = evaluate({ waivers: [{}, { rule: SEC_4, path: 'Data', source: 'config/waivers.yaml:14' }] });
    expect(evaluated.result.verdict).toBe('passed');
    expect(evaluated.report).toMatchObject({ conclusion: 'success', violations: [] });
    expect(evaluated.report?.suppressedViolations).toHaveLength(3);
    expect(evaluated.result.findings.map(({ acknowledgement }) => acknowledgement?.source)).toEqual([
      'config/waivers.yaml:14',
      'config/waivers.yaml:14',
      'config/waivers.yaml:4',
    ]);
    expect(evaluated.result.warnings.map(({ place, remedy }) => `${place}: ${remedy}`)).toEqual([
      `config/waivers.yaml:14: acknowledge AiProduction::${LOGGED} and AiProduction::${BLOCKED} instead, each by itself`,
      `config/waivers.yaml:4: acknowledge AiProduction::${ENCRYPTED} instead`,
    ]);
  });

  test('fails as unmatched where no finding came of it, and names the ids of today', () => {
    const { result } = evaluate({ waivers: [{}, { rule: 'AiProduction::AiProduction-SRV-6', source: 'w:9' }] });
    expect(result.findings.find(({ rule }) => rule === 'Waivers-UNMATCHED')).toMatchObject({
      problem: 'waiver of AiProduction::AiProduction-SRV-6 matches no finding (w:9)',
      remedy: [
        'delete the waiver, or correct its rule, environment or path; the rules that came from AiProduction::AiProduction-SRV-6 are',
        'AiProduction::AiProduction-AvailabilityObjectiveAlarmed, AiProduction::AiProduction-AvailabilityObjectivePublished,',
        'AiProduction::AiProduction-LatencyObjectiveAlarmed, AiProduction::AiProduction-LatencyObjectivePublished',
      ].join(' '),
    });
    expect(result.warnings.map(({ place }) => place)).toEqual(['config/waivers.yaml:4']);
  });

  test('gives way to one by the id of today at the same construct, and is unmatched then', () => {
    const { result } = evaluate({ waivers: [{}, { rule: `AiProduction::${ENCRYPTED}`, source: 'new:1' }] });
    expect(result.findings.find(({ rule }) => rule === ENCRYPTED)?.acknowledgement?.source).toBe('new:1');
    expect(result.findings.map(({ rule }) => rule)).toContain('Waivers-UNMATCHED');
    expect(result.warnings).toEqual([]);
  });

  test('counts before one by the id of today that stands further out', () => {
    const { result } = evaluate({
      waivers: [{}, { rule: `AiProduction::${ENCRYPTED}`, path: 'Data', source: 'new:1' }],
    });
    const found = result.findings.find(({ rule }) => rule === ENCRYPTED);
    expect(found?.acknowledgement?.source).toBe('config/waivers.yaml:4');
  });

  test('does not count once it has expired', () => {
    const evaluated = evaluate({ waivers: [{ expires: '2026-11-22' }] });
    expect(open(evaluated)).toEqual([...OF_BUCKET, 'Waivers-EXPIRED']);
    expect(evaluated.report?.suppressedViolations).toBeUndefined();
    expect(evaluated.result.warnings).toEqual([]);
  });
});

/** A rule that says the given of every bucket. */
const ruleSaying = (outcome: unknown, more: Partial<ComplianceRule> = {}): ComplianceRule => ({
  id: 'CHG-2',
  title: 'Buckets are good',
  remedy: 'make them good',
  resourceTypes: ['AWS::S3::Bucket'],
  // What a file of a company returns is not checked by a compiler.
  check: () => outcome as RuleOutcome,
  ...more,
});

describe('A rule as it was written before rules had ids of their own', () => {
  const WITHOUT_REQUIREMENTS = {
    place: 'rule CHG-2',
    problem: 'names no requirements, and is taken for a rule of CHG-2 by its id',
    remedy:
      "write requirements: ['CHG-2'] into the rule; give it an id that says what it demands, with formerIds: ['CHG-2'] for what is waived",
  };
  const WITH_OUTCOME = {
    place: 'rule CHG-2',
    problem: 'returns an object with an outcome, as rules did before they returned their problems',
    remedy: 'return COMPLIANT, NOT_APPLICABLE or violation(problem, location), or a list of { problem, location }',
  };

  test('refuses, passes and abstains by objects with an outcome, with a warning that says what to write', () => {
    const old = { outcome: 'non-compliant', problem: 'bucket is bad', location: 'Properties.BucketName' };
    const refused = evaluate({ rules: [ruleSaying(old)] });
    expect(refused.result.findings).toMatchObject([
      { rule: 'AiProduction-CHG-2', problem: 'bucket is bad', location: 'Properties.BucketName' },
    ]);
    expect(refused.result.warnings).toEqual([WITHOUT_REQUIREMENTS, WITH_OUTCOME]);
    const passed = evaluate({ rules: [ruleSaying({ outcome: 'compliant' })] });
    expect(passed.result.witnesses).toMatchObject([{ rule: 'AiProduction-CHG-2', path: 'prod/Data/Bucket' }]);
    const abstained = evaluate({ rules: [ruleSaying({ outcome: 'not-applicable' })] });
    expect(abstained.result.tallies).toContainEqual(
      expect.objectContaining({ rule: 'AiProduction-CHG-2', passed: 0, failed: 0, notApplicable: 1 }),
    );
  });

  test('says a problem without a location of the whole resource', () => {
    const { result } = evaluate({ rules: [ruleSaying({ outcome: 'non-compliant', problem: 'bucket is bad' })] });
    expect(result.findings).toMatchObject([{ problem: 'bucket is bad', location: 'Properties' }]);
  });

  test('belongs to no requirement where its id is none, and the gate says so', () => {
    const { result } = evaluate({ rules: [ruleSaying(COMPLIANT, { id: 'ACME-1' })] });
    expect(result.witnesses).toEqual([]);
    expect(result.warnings).toEqual([
      {
        place: 'rule ACME-1',
        problem: 'names no requirement of the catalogue, so that the evidence counts it for none',
        remedy: 'write requirements into the rule: those of the catalogue that it helps to meet',
      },
    ]);
  });

  test('fails closed when it says something else', () => {
    for (const said of [undefined, true, { outcome: 'fine' }, ['bad'], [{ location: 'Properties' }]]) {
      const { result } = evaluate({ rules: [ruleSaying(said)] });
      expect(result.findings.map(({ problem }) => problem)).toEqual([
        expect.stringMatching(/^the rule could not be evaluated: Error: (?:check must return problems|a problem must)/),
      ]);
    }
  });
});

describe('A rule', () => {
  const requirements = ['CHG-2'];

  test('needs no warning when it names its requirements and returns its problems', () => {
    for (const outcome of [COMPLIANT, NOT_APPLICABLE, violation('bucket is bad')]) {
      expect(evaluate({ rules: [ruleSaying(outcome, { requirements })] }).result.warnings).toEqual([]);
    }
  });

  test('has a finding for each problem, at its place, in the result and in the report of CDK', () => {
    const problems = [
      { problem: 'name is bad', location: 'Properties.BucketName' },
      { problem: 'tags are bad', location: 'Properties.Tags' },
    ];
    const { result, report } = evaluate({ rules: [ruleSaying(problems, { requirements })] });
    expect(result.findings).toMatchObject(problems);
    expect(result.tallies).toContainEqual(expect.objectContaining({ rule: 'AiProduction-CHG-2', failed: 2 }));
    expect(report?.violations.map(({ description }) => description)).toEqual([
      'name is bad at Properties.BucketName',
      'tags are bad at Properties.Tags',
    ]);
  });

  test('has one finding for the same problem at the same place', () => {
    const same = { problem: 'variant is bad', location: 'Properties' };
    expect(evaluate({ rules: [ruleSaying([same, { ...same }], { requirements })] }).result.findings).toHaveLength(1);
  });
});
