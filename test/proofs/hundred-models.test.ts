import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { writeCompany } from '../../bench/company';
import { APP, node, PROJECT } from './support/checkout';
import { deployed, DRAWN_ID, type Template } from './support/deployed';

/** Quotas that cannot be raised, and by default those that can. */
const QUOTAS = {
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
  resources: 500,
  outputs: 200,
  templateBytes: 1_000_000,
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  policyCharacters: 6144,
  policiesPerRole: 10,
  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
  patternCharacters: 2048,
  inputCharacters: 8192,
  rules: 300,
  /** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
  definitionCharacters: 1_000_000,
};

const MODELS = Array.from({ length: 100 }, (_, index) => `model-${String(index + 1).padStart(3, '0')}`);

interface Deployed {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Sid?: string;
  readonly Resource: string | readonly string[];
}

const characters = (value: unknown) => JSON.stringify(value ?? '').length;

const listOf = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : []);

describe('an environment of 100 models', () => {
  let root: string;
  let output: string;
  let status: number | null;
  const bytes = new Map<string, number>();
  const templates = new Map<string, Template>();
  let resources: readonly Deployed[];

  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'hundred-models-'));
    writeCompany(PROJECT, root, MODELS.length);
    ({ status, output } = node(root, [...APP.slice(0, -1), path.join(PROJECT, APP.at(-1) ?? '')], {
      CDK_OUTDIR: path.join(root, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify({ evaluationDate: '2026-11-23' }),
    }));
    const assembly = path.join(root, 'cdk.out/assembly-prod');
    for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
      const text = readFileSync(path.join(assembly, file), 'utf8');
      bytes.set(file, Buffer.byteLength(text));
      templates.set(file, JSON.parse(text) as Template);
    }
    resources = [...templates].flatMap(([stack, { Resources }]) =>
      Object.entries(Resources).map(([id, { Type, Properties }]) => ({
        stack,
        id,
        type: Type,
        properties: deployed(Properties ?? {}) as Deployed['properties'],
      })),
    );
  });

  afterAll(() => rmSync(root, { recursive: true }));

  const over = (quota: number, sizes: Iterable<readonly [string, number]>) =>
    [...sizes].filter(([, size]) => size > quota);
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const sizesOf = (type: string, size: (properties: Deployed['properties']) => number) =>
    ofType(type).map(({ stack, id, properties }) => [`${stack} ${id}`, size(properties)] as const);

  it('passes the gate', () => {
    expect(output).toContain('gate passed');
    expect(status).toBe(0);
    expect(templates.size).toBe(105);
  });

  it('has templates that CloudFormation takes', () => {
    const count = (of: (template: Template) => object) =>
      [...templates].map(([stack, template]) => [stack, Object.keys(of(template)).length] as const);
    expect(over(QUOTAS.templateBytes, bytes)).toEqual([]);
    expect(
      over(
        QUOTAS.resources,
        count(({ Resources }) => Resources),
      ),
    ).toEqual([]);
    expect(
      over(
        QUOTAS.outputs,
        count(({ Outputs }) => Outputs ?? {}),
      ),
    ).toEqual([]);
  });

  it('has policies that IAM takes', () => {
    const policies = sizesOf('AWS::IAM::ManagedPolicy', ({ PolicyDocument }) => characters(PolicyDocument));
    expect(over(QUOTAS.policyCharacters, policies)).toEqual([]);
    const attached = new Map<string, number>();
    const attach = (role: string, more: number) => attached.set(role, (attached.get(role) ?? 0) + more);
    for (const [stack, { Resources }] of templates) {
      for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
        if (Type === 'AWS::IAM::Role') attach(`${stack} ${id}`, listOf(Properties['ManagedPolicyArns']).length);
        if (Type !== 'AWS::IAM::ManagedPolicy') continue;
        for (const role of listOf(Properties['Roles'])) attach(`${stack} ${(role as { Ref: string }).Ref}`, 1);
      }
    }
    expect(attached.size).toBe(ofType('AWS::IAM::Role').length);
    expect(over(QUOTAS.policiesPerRole, attached)).toEqual([]);
  });

  it('has rules and a machine that EventBridge and Step Functions take', () => {
    const rules = 'AWS::Events::Rule';
    const inputs = (properties: Deployed['properties']) =>
      (properties['Targets'] as { Input?: string; InputTransformer?: { InputTemplate: string } }[]).map(
        ({ Input, InputTransformer }) => (Input ?? InputTransformer?.InputTemplate ?? '').length,
      );
    expect(ofType(rules).length).toBeLessThanOrEqual(QUOTAS.rules);
    expect(
      over(
        QUOTAS.patternCharacters,
        sizesOf(rules, ({ EventPattern }) => characters(EventPattern)),
      ),
    ).toEqual([]);
    expect(
      over(
        QUOTAS.inputCharacters,
        sizesOf(rules, (properties) => Math.max(0, ...inputs(properties))),
      ),
    ).toEqual([]);
    const machines = sizesOf('AWS::StepFunctions::StateMachine', ({ DefinitionString }) =>
      characters(DefinitionString),
    );
    expect(machines).toHaveLength(1);
    expect(over(QUOTAS.definitionCharacters, machines)).toEqual([]);
  });

  it('grants the release machine the parameter, the stack and the endpoint of each model once', () => {
    const statements = ofType('AWS::IAM::ManagedPolicy')
      .filter(({ id }) => id.startsWith('MachinePermissions'))
      .flatMap(({ properties }) => (properties['PolicyDocument'] as { Statement: Statement[] }).Statement);
    const granted = (sid: string) => statements.filter(({ Sid }) => Sid === sid).flatMap(({ Resource }) => Resource);
    const arns = (service: string, resource: (name: string) => string) =>
      MODELS.map((name) => `arn:aws:${service}:eu-west-1:333333333333:${resource(name)}`);
    expect(granted('ReadAndWriteReleases')).toEqual(
      arns('ssm', (name) => `parameter/excorp/prod/${name}/model-package-arn`),
    );
    expect(granted('UpdateServing')).toEqual(
      arns('cloudformation', (name) => `stack/prod-Serving-${name}/${DRAWN_ID}`),
    );
    expect(granted('ReadAndStartInstances')).toEqual(arns('sagemaker', (name) => `endpoint/excorp-prod--${name}`));
  });
});
