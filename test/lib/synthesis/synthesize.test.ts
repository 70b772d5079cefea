import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Log, Result } from 'sarif';
import { SYNTHESIZED_TYPES } from '../../../lib/synthesis/synthesized-types';
import { type Assembly, company, evidenceOf, removeCompanies, run, smallCompany } from './company';

const WAIVER_BY_FORMER_ID = `waivers:
  - rule: AiProduction::AiProduction-SEC-5
    environments: [dev]
    path: Foundation/Plain
    reason: the log group holds counts and is emptied every day
    compensatingControl: CloudTrail data events record every access
    owner: platform-team
    ticket: SEC-1
    approver: security
    expires: 2026-12-31`;

afterAll(removeCompanies);

describe('the sample company', () => {
  let assembly: Assembly;
  beforeAll(async () => {
    assembly = await run(company('sample'));
  }, 60_000);

  it('passes the gate', () => {
    expect(assembly.result.message).toMatch(/gate passed.*: [\d,]+ evaluations, \d+ acknowledged/);
    expect(assembly.result.verdict).toBe('passed');
  });

  it('has a stack for each model in each environment, and a recovery stack where there is a recovery Region', () => {
    const perModel = ['Serving-assistant', 'Serving-churn', 'Serving-document-extraction'];
    for (const environment of ['dev', 'staging', 'prod']) {
      const own = [...assembly.stacks.keys()].filter((name) => name.startsWith(`${environment}-`));
      for (const id of ['Foundation', 'Artifacts', 'Registry', ...perModel])
        expect(own).toContain(`${environment}-${id}`);
      expect(own.includes(`${environment}-Recovery`)).toBe(environment === 'prod');
    }
  });

  it('tells the CloudFormation engine of exactly the types that it consists of', () => {
    const types = new Set([...assembly.stacks.values()].flat().map(({ Type }) => Type));
    expect(SYNTHESIZED_TYPES).toEqual([...types].sort());
  });

  it('has at most 5 AwsSolutions findings per 100 resources before any is acknowledged', () => {
    const resources = [...assembly.stacks.values()].flat().length;
    const { findings: open, acknowledgements } = evidenceOf(assembly);
    const hidden = acknowledgements.flatMap(({ hid }) => hid);
    const findings = [...open, ...hidden].filter(({ pack }) => pack === 'AwsSolutions').length;
    expect(findings).toBeGreaterThan(0);
    expect((findings / resources) * 100).toBeLessThanOrEqual(5);
  });

  it('tags what a model owns with owner, cost centre, environment and class of data', () => {
    const models = assembly.stacks.get('prod-Serving-churn')?.filter(({ Type }) => Type === 'AWS::SageMaker::Model');
    expect(models).toHaveLength(1);
    expect(models?.[0]?.Properties?.['Tags']).toEqual([
      { Key: 'cost-centre', Value: 'CC-1001' },
      { Key: 'data-class', Value: 'confidential' },
      { Key: 'environment', Value: 'prod' },
      { Key: 'model', Value: 'churn' },
      { Key: 'owner', Value: 'customer-analytics' },
      { Key: 'product', Value: 'ai-platform' },
    ]);
  });

  it('names the roles of models where they read weights and write answers', () => {
    const { dataAccess, identities } = evidenceOf(assembly);
    const models = ['assistant', 'churn', 'document-extraction'];
    for (const level of ['Read', 'Write']) {
      const roles = dataAccess.find(
        ({ environment, dataClass, access }) =>
          environment === 'prod' && dataClass === 'restricted' && access === level,
      )?.roles;
      expect(roles).toEqual(
        expect.arrayContaining(models.map((name) => `Serving-${name}/Endpoint/Hosted/ExecutionRole`)),
      );
    }
    const reached = (model: string, action: string) =>
      identities
        .filter((role) => role.path === `prod/Serving-${model}/Endpoint/Hosted/ExecutionRole/Resource`)
        .flatMap(({ grants }) => grants)
        .filter(({ actions }) => actions.includes(action))
        .map(({ resources, conditions }) => [...resources, ...conditions]);
    const tag = (model: string) => `aws:PrincipalTag/ServedModel = ${model}`;
    expect(reached('churn', 's3:GetObject').map(([resource]) => String(resource).replace(/^\w+\//, ''))).toEqual([
      'Artifacts/models/churn/*',
      'AsyncQueue/async/requests/churn/*',
    ]);
    expect(reached('document-extraction', 's3:PutObject').map(([, ...conditions]) => conditions)).toEqual([
      [tag('document-extraction')],
    ]);
  });
});

describe('a synthesis', () => {
  it('of one environment leaves the others out', async () => {
    const { stacks, result } = await run(smallCompany('one'), { environment: 'dev' });
    expect(result.verdict).toBe('passed');
    expect([...stacks.keys()].every((name) => name.startsWith('dev-'))).toBe(true);
  });

  it('that passes with a model on NVMe disks without a GPU has no unencrypted store in its evidence', async () => {
    const onDisks = (text: string): string =>
      text
        .replace('instanceTypes: [ml.g5.xlarge]', 'instanceTypes: [ml.m5d.2xlarge]')
        .replace('framework: lmi', 'framework: triton')
        .replace(/^ *batching: .*$/m, '');
    const assembly = await run(smallCompany('disks', onDisks), { environment: 'dev' });
    expect(assembly.result.verdict).toBe('passed');
    const { encryption } = evidenceOf(assembly);
    expect(encryption.filter((row) => row.path.includes('Serving-churn/Endpoint/Serving/Config'))).toMatchObject([
      { part: 'local NVMe storage of ml.m5d.2xlarge', atRest: { holder: 'hardware' } },
    ]);
    expect(encryption.filter(({ atRest }) => atRest.holder === 'not encrypted')).toEqual([]);
  });

  it('of an environment that does not exist fails and names those that do', async () => {
    await expect(run(smallCompany('none'), { environment: 'qa' })).rejects.toThrow(
      'environment qa does not exist; choose one of dev, prod, staging with -c env=<name>',
    );
  });

  it('that the gate refuses withholds the templates and writes the evidence', async () => {
    const { result, stacks, files } = await run(smallCompany('refused'), {
      environment: 'dev',
      extend: (stage) => void new s3.CfnBucket(stage.node.findChild('Artifacts'), 'Plain'),
    });
    expect(result.verdict).toBe('refused');
    expect(result.message).toContain('dev/Artifacts/Plain');
    expect(stacks.size).toBe(0);
    expect(files.filter((file) => file.endsWith('.template.refused.json')).length).toBeGreaterThan(0);
    expect(files.filter((file) => file.endsWith('.template.json'))).toEqual([]);
    expect(existsSync(result.evidencePage)).toBe(true);
  });

  it('reports every problem of a resource by itself, with its place, to editors and to the command line', async () => {
    const { result } = await run(smallCompany('problems'), {
      environment: 'dev',
      extend: (stage) =>
        void new sagemaker.CfnModel(stage.node.findChild('Foundation'), 'Plain', {
          executionRoleArn: 'arn:aws:iam::111111111111:role/planted',
        }),
    });
    const log = JSON.parse(readFileSync(path.join(path.dirname(result.evidencePage), 'active.sarif'), 'utf8')) as Log;
    const placesOf = ({ locations = [] }: Result) =>
      locations.flatMap(({ logicalLocations = [] }) => logicalLocations.map((one) => one.fullyQualifiedName));
    const found = (log.runs[0]?.results ?? []).filter((one) => placesOf(one)[0] === 'dev/Foundation/Plain');
    const vpc = found.filter((one) => placesOf(one)[1]?.includes('VpcConfig.S') === true);
    expect(vpc.map((one) => placesOf(one)[1] ?? '').sort()).toEqual([
      'dev/Foundation/Plain/Properties.VpcConfig.SecurityGroupIds',
      'dev/Foundation/Plain/Properties.VpcConfig.Subnets',
    ]);
    expect(new Set(vpc.map(({ ruleId }) => ruleId)).size).toBe(1);
    expect(new Set(vpc.map(({ partialFingerprints }) => partialFingerprints?.['findingHash/v1'])).size).toBe(2);
    const report = readFileSync(path.join(path.dirname(result.evidencePage), '../validation-report.json'), 'utf8');
    expect(report).toContain('model has no Subnets of a VPC at Properties.VpcConfig.Subnets');
    expect(report).toContain('model has no SecurityGroupIds of a VPC at Properties.VpcConfig.SecurityGroupIds');
    expect(result.message).toContain('at Properties.VpcConfig.Subnets');
    expect(result.message).toContain('at Properties.VpcConfig.SecurityGroupIds');
    const page = readFileSync(result.evidencePage, 'utf8');
    expect(page).toContain('at Properties.VpcConfig.SecurityGroupIds');
  });

  it('counts a waiver under the former id of a rule, and says what to write instead', async () => {
    const root = smallCompany('former', (text) => text.replace('waivers: []', WAIVER_BY_FORMER_ID), 'waivers.yaml');
    const assembly = await run(root, {
      environment: 'dev',
      extend: (stage) => void new logs.CfnLogGroup(stage.node.findChild('Foundation'), 'Plain'),
    });
    const { result } = assembly;
    expect(result.verdict).toBe('passed');
    const rule = 'AiProduction::AiProduction-StoreEncryptedWithCustomerKey';
    const said = `acknowledges AiProduction::AiProduction-SEC-5, which is now the id of no rule`;
    expect(result.message).toMatch(/^.*gate passed.*: [\d,]+ evaluations, \d+ acknowledged\n/);
    expect(result.message).toMatch(new RegExp(`warning.* config/waivers\\.yaml:\\d+ ${said}`));
    expect(result.message).toContain(`acknowledge ${rule} instead`);
    const page = readFileSync(result.evidencePage, 'utf8');
    expect(page.replaceAll(/<[^>]+>/g, '')).toContain(said);
    expect(evidenceOf(assembly)).toMatchObject({
      verdict: 'passed',
      warnings: [
        { place: expect.stringMatching(/^config\/waivers\.yaml:\d+$/), remedy: `acknowledge ${rule} instead` },
      ],
    });
    const report = JSON.parse(readFileSync(path.join(root, 'cdk.out/validation-report.json'), 'utf8')) as {
      readonly pluginReports: readonly { readonly pluginName: string }[];
    };
    expect(report.pluginReports.find(({ pluginName }) => pluginName === 'AiProduction')).toMatchObject({
      conclusion: 'success',
      violations: [],
      suppressedViolations: [{ acknowledgedId: rule, acknowledgedAt: 'dev/Foundation/Plain' }],
    });
  });

  it('that is refused for its configuration writes evidence and an assembly that says why', async () => {
    const root = smallCompany('unowned', (text) => text.replace(/^owner: .*\n/m, ''));
    const assembly = await run(root);
    expect(assembly.result.verdict).toBe('refused');
    expect(assembly.result.message).toMatch(/config\/models\/churn\.yaml:\d+ {2}owner/);
    expect(evidenceOf(assembly).verdict).toBe('refused');
    const report = readFileSync(path.join(root, 'cdk.out/validation-report.json'), 'utf8');
    expect(report).toContain('prod/Configuration');
    expect(assembly.files.filter((file) => file.endsWith('.template.json'))).toEqual([]);
  });

  it('that a construct breaks off leaves nothing to deploy of the environments before it, and says why', async () => {
    const assembly = await run(smallCompany('broken'), {
      extend: ({ node }) => {
        if (node.id === 'prod') throw new RangeError('prod/Claims: rows must be at least 1, got 0; give the rows');
      },
    });
    expect(assembly.result.verdict).toBe('refused');
    expect(assembly.result.message).toContain('RangeError: prod/Claims: rows must be at least 1, got 0; give the rows');
    expect(evidenceOf(assembly).verdict).toBe('refused');
    expect(assembly.files.filter((file) => file.endsWith('.template.json'))).toEqual([]);
  });

  it('leaves nothing of the synthesis before it', async () => {
    const root = smallCompany('stale');
    mkdirSync(path.join(root, 'cdk.out'));
    writeFileSync(path.join(root, 'cdk.out/old.template.json'), '{}');
    writeFileSync(path.join(root, 'cdk.out/synth.lock'), '');
    const { files } = await run(root, { environment: 'dev' });
    expect(files).not.toContain('old.template.json');
    expect(files).toContain('synth.lock');
  });
});
