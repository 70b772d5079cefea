import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { actionHasConditionKey, isGlobalConditionKey } from '../../../constructs/compliance/core/iam-catalogue';
import { POLICIES_PER_ROLE, POLICY_CHARACTERS } from '../../../constructs/identity/core';
import { type BootstrapPolicies, bootstrapPolicies, RESOURCE_ACTIONS } from '../../../lib/bootstrap';
import { definitionOf } from '../../../lib/bootstrap/execution-policies';
import { charactersOf, type PolicyDocument } from '../../../lib/bootstrap/policy';
import { actionsIn } from '../../../lib/bootstrap/actions/entry';
import { loadConfig, type ResolvedEnvironment, resolveEnvironments } from '../../../lib/config';
import { EnvironmentStage } from '../../../lib/environment-stage';
import { featureFlags } from '../../../lib/synthesis/project';
import { SYNTHESIZED_TYPES } from '../../../lib/synthesis/synthesized-types';
import { call } from '../operator/call';
import { company, removeCompanies } from '../synthesis/company';
import { decide } from './decide';

/** Characters of a service control policy: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const CONTROL_CHARACTERS = 5120;
const BOUNDARY = 'arn:aws:iam::333333333333:policy/excorp-prod-workload-boundary';

let root: string;
const handWritten = mkdtempSync(path.join(tmpdir(), 'bootstrap-'));
afterAll(() => {
  removeCompanies();
  rmSync(handWritten, { recursive: true });
});
beforeAll(() => {
  root = company('sample');
  // Without the gate, which takes half of a synthesis: only the templates matter here.
  const app = new App({ outdir: path.join(root, 'cdk.out'), context: featureFlags(root) });
  for (const one of environments()) new EnvironmentStage(app, one);
  app.synth();
}, 60_000);

function environments(folder = root): readonly ResolvedEnvironment[] {
  return resolveEnvironments(loadConfig(folder, { evaluationDate: '2026-11-23' }));
}

function environment(name: string, folder = root): ResolvedEnvironment {
  const found = environments(folder).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** Those of the sample, read once: nothing changes it. */
const ofSample = new Map<string, BootstrapPolicies>();

function policies(name = 'prod'): BootstrapPolicies {
  const found = ofSample.get(name) ?? policiesWith(name, {});
  ofSample.set(name, found);
  return found;
}

function policiesWith(name: string, changes: Partial<ResolvedEnvironment>): BootstrapPolicies {
  const assembly = path.join(root, 'cdk.out');
  const found = bootstrapPolicies({ environment: { ...environment(name), ...changes }, assembly });
  if (found === undefined) throw new Error(`there are no stacks of ${name}`);
  return found;
}

function ofRegion(found: BootstrapPolicies, region: string): readonly PolicyDocument[] {
  return found.execution.filter((one) => one.region === region).flatMap((one) => one.policies.map((p) => p.document));
}

/** An assembly with one stack of these resources. */
function assemblyOf(resources: object): string {
  const folder = mkdtempSync(path.join(handWritten, 'assembly-'));
  const nested = path.join(folder, 'assembly-prod');
  mkdirSync(nested);
  const write = (file: string, value: object) => writeFileSync(file, JSON.stringify(value));
  write(path.join(folder, 'manifest.json'), {
    artifacts: {
      a: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-prod', displayName: 'prod' } },
    },
  });
  const properties = { templateFile: 's.json' };
  write(path.join(nested, 'manifest.json'), {
    artifacts: { s: { type: 'aws:cloudformation:stack', environment: 'aws://333333333333/eu-west-1', properties } },
  });
  write(path.join(nested, 's.json'), { Resources: resources });
  return folder;
}

describe('the table of actions', () => {
  it('has an entry for every resource type that environments consist of', () => {
    const own = SYNTHESIZED_TYPES.filter((type) => !type.startsWith('Custom::'));
    expect(own.filter((type) => !(type in RESOURCE_ACTIONS))).toEqual([]);
  });

  it('names actions that exist', () => {
    const actions = Object.values(RESOURCE_ACTIONS).flatMap((entry) =>
      [entry.read, entry.create, entry.update, entry.delete, ...Object.values(entry.withProperty ?? {})].flatMap(
        actionsIn,
      ),
    );
    expect(actions.length).toBeGreaterThan(200);
    for (const action of actions) expect(definitionOf(action).name).toBe(action.split(':')[1]);
  });

  it('fails at a resource type without an entry, naming each', () => {
    const assembly = assemblyOf({ A: { Type: 'AWS::Glue::Job' }, B: { Type: 'AWS::Athena::WorkGroup' } });
    expect(() => bootstrapPolicies({ environment: environment('prod'), assembly })).toThrow(
      'these have none: AWS::Athena::WorkGroup, AWS::Glue::Job; add one entry for each',
    );
  });
});

describe('the policies of the execution role', () => {
  it('fit the managed policies that one role can have', () => {
    for (const name of ['dev', 'staging', 'prod']) {
      for (const { policies: own } of policies(name).execution) {
        expect(own.length).toBeLessThanOrEqual(POLICIES_PER_ROLE);
        for (const { document } of own) expect(charactersOf(document)).toBeLessThanOrEqual(POLICY_CHARACTERS);
      }
    }
  });

  it('fails when they do not fit, with the number that they need', () => {
    const queues = Array.from({ length: 1500 }, (_, index): [string, object] => [
      `Q${index}`,
      { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${'q'.repeat(60)}${index}` } },
    ]);
    const assembly = assemblyOf(Object.fromEntries<object>(queues));
    expect(() => bootstrapPolicies({ environment: environment('prod'), assembly })).toThrow(
      /must fit 10 managed policies of 6144 characters, which one role can have/,
    );
  });

  it('use conditions that the service sends for every action of their statement', () => {
    const statements = policies()
      .execution.flatMap((one) => one.policies)
      .flatMap(({ document }) => document.Statement);
    const conditions = statements.flatMap((statement) =>
      Object.values(statement.Condition ?? {}).flatMap((keys) =>
        Object.keys(keys).flatMap((key) =>
          'Action' in statement ? statement.Action.map((action) => ({ action, key })) : [],
        ),
      ),
    );
    expect(conditions.length).toBeGreaterThan(5);
    for (const { action, key } of conditions) {
      const known = isGlobalConditionKey(key) || actionHasConditionKey(definitionOf(action), key);
      expect({ action, key, known }).toEqual({ action, key, known: true });
    }
  });

  it.each([
    ['sns:CreateTopic', 'arn:aws:sns:eu-west-1:333333333333:prod-Foundation-Alerts-1', 'allowed'],
    ['sns:CreateTopic', 'arn:aws:sns:eu-west-1:333333333333:payroll', 'not allowed'],
    ['sagemaker:UpdateEndpoint', 'arn:aws:sagemaker:eu-west-1:333333333333:endpoint/excorp-prod--next', 'allowed'],
    ['sagemaker:UpdateEndpoint', 'arn:aws:sagemaker:eu-west-1:333333333333:endpoint/other', 'not allowed'],
    ['ssm:PutParameter', 'arn:aws:ssm:eu-west-1:333333333333:parameter/excorp/prod/churn/operator', 'allowed'],
    ['ssm:PutParameter', 'arn:aws:ssm:eu-west-1:333333333333:parameter/excorp/dev/churn/operator', 'not allowed'],
    [
      'logs:CreateLogGroup',
      'arn:aws:logs:eu-west-1:333333333333:log-group:/aws/sagemaker/Endpoints/excorp-prod--x',
      'allowed',
    ],
    // The rest of the name is known only at deployment.
    [
      'cloudwatch:PutMetricAlarm',
      'arn:aws:cloudwatch:eu-west-1:333333333333:alarm:excorp-prod--churn-config-7-VersionErrorRate',
      'allowed',
    ],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::prod-foundation-audittrail-1', 'allowed'],
    ['s3:PutObject', 'arn:aws:s3:::prod-artifacts-1/models/churn/1', 'not allowed'],
    ['iam:CreateUser', 'arn:aws:iam::333333333333:user/x', 'not allowed'],
    ['kms:Decrypt', 'arn:aws:kms:eu-west-1:333333333333:key/1', 'not allowed'],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:333333333333:table/excorp-prod-release', 'not allowed'],
  ])('decide on %s of %s: %s', (action, resource, decision) => {
    expect(decide(ofRegion(policies(), 'eu-west-1'), action, resource)).toBe(decision);
  });

  it('create roles and give them policies only under the boundary', () => {
    const documents = ofRegion(policies(), 'eu-west-1');
    const role = 'arn:aws:iam::333333333333:role/prod-Registry-Role-1';
    const bound = { 'iam:PermissionsBoundary': BOUNDARY };
    expect(decide(documents, 'iam:CreateRole', role)).toBe('not allowed');
    expect(decide(documents, 'iam:CreateRole', role, { 'iam:PermissionsBoundary': `${BOUNDARY}2` })).toBe(
      'not allowed',
    );
    expect(decide(documents, 'iam:CreateRole', role, bound)).toBe('allowed');
    const own = { 'iam:PolicyARN': 'arn:aws:iam::333333333333:policy/prod-Registry-Policy-1' };
    const admin = { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' };
    expect(decide(documents, 'iam:AttachRolePolicy', role, own)).toBe('not allowed');
    expect(decide(documents, 'iam:AttachRolePolicy', role, { ...own, ...bound })).toBe('allowed');
    expect(decide(documents, 'iam:AttachRolePolicy', role, { ...admin, ...bound })).toBe('not allowed');
    expect(decide(documents, 'iam:DeleteRolePermissionsBoundary', role, bound)).toBe('not allowed');
  });

  it('pass the roles of the environment to the services that assume them, and to no other', () => {
    const documents = ofRegion(policies(), 'eu-west-1');
    const role = 'arn:aws:iam::333333333333:role/prod-Registry-Role-1';
    const to = (service: string) => ({ 'iam:PassedToService': `${service}.amazonaws.com` });
    expect(decide(documents, 'iam:PassRole', role, to('lambda'))).toBe('allowed');
    expect(decide(documents, 'iam:PassRole', role, to('ec2'))).toBe('not allowed');
    expect(decide(documents, 'iam:PassRole', 'arn:aws:iam::333333333333:role/admin', to('lambda'))).toBe('not allowed');
    const scaling = 'role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForX';
    const linked = `arn:aws:iam::333333333333:${scaling}`;
    expect(decide(documents, 'iam:PassRole', linked, to('application-autoscaling'))).toBe('allowed');
    expect(decide(documents, 'iam:PassRole', linked, to('lambda'))).toBe('not allowed');
  });

  it('change neither the boundary, nor their own documents, nor a role of CDK', () => {
    const documents = ofRegion(policies(), 'eu-west-1');
    const own = 'arn:aws:iam::333333333333:policy/excorp-prod-deployment-eu-west-1-1';
    for (const policy of [BOUNDARY, own]) {
      expect(decide(documents, 'iam:CreatePolicyVersion', policy)).toBe('denied');
    }
    const role = 'arn:aws:iam::333333333333:role/cdk-hnb659fds-cfn-exec-role-333333333333-eu-west-1';
    expect(decide(documents, 'iam:UpdateAssumeRolePolicy', role)).toBe('denied');
  });

  it('are only as wide in the recovery Region as what is there', () => {
    const documents = ofRegion(policies(), 'eu-central-1');
    const bucket = 'arn:aws:s3:::excorp-prod-audit-333333333333-eu-central-1';
    expect(decide(documents, 's3:CreateBucket', bucket)).toBe('allowed');
    const topic = 'arn:aws:sns:eu-central-1:333333333333:prod-x';
    expect(decide(documents, 'sns:CreateTopic', topic)).toBe('not allowed');
  });

  it('have the path and the prefix of names that the company gives its roles', () => {
    const { company: own } = environment('prod');
    const roles = { path: '/ai/', namePrefix: 'ai-' };
    const role = { RoleName: 'ai-prodFoundation-Flow-1', Path: '/ai/' };
    const assembly = assemblyOf({ R: { Type: 'AWS::IAM::Role', Properties: role } });
    const found = bootstrapPolicies({ environment: { ...environment('prod'), company: { ...own, roles } }, assembly });
    const documents = (found?.execution ?? []).flatMap((one) => one.policies.map(({ document }) => document));
    const arn = 'arn:aws:iam::333333333333:role/ai/ai-prodServingnext-Role';
    expect(decide(documents, 'iam:GetRole', arn)).toBe('allowed');
    expect(decide(documents, 'iam:GetRole', 'arn:aws:iam::333333333333:role/ai-prod-x')).toBe('not allowed');
  });

  it('allow roles without a boundary while the environment demands none', () => {
    const found = policiesWith('prod', { permissionsBoundary: undefined });
    const role = 'arn:aws:iam::333333333333:role/prod-Registry-Role-1';
    expect(found.bound).toBe(false);
    expect(decide(ofRegion(found, 'eu-west-1'), 'iam:CreateRole', role)).toBe('allowed');
  });
});

describe('the boundaries', () => {
  it('leave workloads what their policies allow, and nothing else', () => {
    const { workloadBoundary } = policies();
    const documents = [workloadBoundary.document];
    expect(workloadBoundary.name).toBe('excorp-prod-workload-boundary');
    expect(charactersOf(workloadBoundary.document)).toBeLessThanOrEqual(POLICY_CHARACTERS);
    for (const action of ['sagemaker:DescribeEndpoint', 'cloudformation:UpdateStack', 's3:ReplicateObject']) {
      expect(decide(documents, action, 'x')).toBe('allowed');
    }
    for (const action of ['iam:CreateRole', 'iam:PassRole', 'cloudtrail:StopLogging', 'sagemaker:DeleteEndpoint']) {
      expect(decide(documents, action, 'x')).toBe('not allowed');
    }
  });

  it('leave them also what only the policy of a bucket admits their role to, and no key to its account', () => {
    const documents = [policies().workloadBoundary.document];
    for (const action of ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectRetention']) {
      expect(decide(documents, action, 'x')).toBe('allowed');
    }
    expect(decide(documents, 'kms:ScheduleKeyDeletion', 'x')).toBe('not allowed');
  });

  it('keep an execution role with AdministratorAccess from roles without a boundary, and from users', () => {
    const documents = [policies().executionBoundary.document];
    const role = 'arn:aws:iam::333333333333:role/x';
    expect(decide(documents, 'iam:CreateRole', role)).toBe('denied');
    expect(decide(documents, 'iam:CreateRole', role, { 'iam:PermissionsBoundary': BOUNDARY })).toBe('allowed');
    expect(decide(documents, 'iam:CreateUser', 'arn:aws:iam::333333333333:user/x')).toBe('denied');
    expect(decide(documents, 'iam:CreatePolicyVersion', BOUNDARY)).toBe('denied');
    expect(decide(documents, 'sqs:CreateQueue', 'arn:aws:sqs:eu-west-1:333333333333:x')).toBe('allowed');
  });
});

test('the service control policy leaves trail, ledger and limits to deployments and to the administrator', () => {
  const { document } = policies().serviceControlPolicy;
  expect(charactersOf(document)).toBeLessThanOrEqual(CONTROL_CHARACTERS);
  const by = (role: string) => ({ 'aws:PrincipalArn': `arn:aws:iam::333333333333:role/${role}` });
  const deployment = by('cdk-hnb659fds-cfn-exec-role-333333333333-eu-west-1');
  const administrator = by('OrganizationAccountAccessRole');
  const table = 'arn:aws:dynamodb:eu-west-1:333333333333:table/prod-Registry-Ledger';
  const cases = [
    ['organizations:LeaveOrganization', '*', administrator, 'denied'],
    ['sagemaker:CallWithBearerToken', '*', administrator, 'denied'],
    ['dynamodb:DeleteTable', table, by('developer'), 'denied'],
    ['dynamodb:DeleteTable', table, deployment, 'not allowed'],
    ['dynamodb:PutItem', table, by('developer'), 'not allowed'],
    ['iam:CreatePolicyVersion', BOUNDARY, deployment, 'denied'],
    ['iam:CreatePolicyVersion', BOUNDARY, administrator, 'not allowed'],
  ] as const;
  for (const [action, resource, context, decision] of cases) {
    expect({ action, decision: decide([document], action, resource, context) }).toEqual({ action, decision });
  }
});

describe('blueprint bootstrap-policies', () => {
  const all = [
    'excorp-prod-deployment-boundary.json',
    'excorp-prod-deployment-eu-central-1-1.json',
    'excorp-prod-deployment-eu-west-1-1.json',
    'excorp-prod-deployment-eu-west-1-2.json',
    'excorp-prod-deployment-eu-west-1-3.json',
    'excorp-prod-deployment-service-control-policy.json',
    'excorp-prod-workload-boundary.json',
  ];
  interface Written {
    readonly files: readonly { readonly name: string; readonly file: string }[];
    readonly commands: readonly string[];
  }

  it('writes the same policies each time, and prints the commands that use them', async () => {
    const results = [];
    for (const out of ['first', 'second']) {
      const { code, out: text } = await call(root, ['bootstrap-policies', '--env', 'prod', '--out', out, '--json']);
      expect(code).toBe(0);
      const { files, commands } = JSON.parse(text) as Written;
      results.push(files.map(({ file }) => readFileSync(path.join(root, file), 'utf8')));
      expect(files.map(({ file }) => path.basename(file)).toSorted()).toEqual(all);
      const arn = 'arn:aws:iam::333333333333:policy/excorp-prod-deployment-eu';
      expect(commands.filter((command) => command.startsWith('npx'))).toEqual([
        `npx cdk bootstrap aws://333333333333/eu-west-1 --cloudformation-execution-policies "${arn}-west-1-1,${arn}-west-1-2,${arn}-west-1-3" --custom-permissions-boundary excorp-prod-deployment-boundary`,
        `npx cdk bootstrap aws://333333333333/eu-central-1 --cloudformation-execution-policies "${arn}-central-1-1" --custom-permissions-boundary excorp-prod-deployment-boundary`,
      ]);
      expect(commands).toContain(
        `aws iam create-policy --policy-name excorp-prod-workload-boundary --policy-document file://${out}/prod/excorp-prod-workload-boundary.json`,
      );
    }
    expect(results[0]).toEqual(results[1]);
  });

  it('says what to do when the environment demands no boundary', async () => {
    const file = path.join(root, 'config/environments/prod.yaml');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace(/^permissionsBoundary.*\n/m, ''));
    const { out } = await call(root, ['bootstrap-policies', '--env', 'prod']);
    writeFileSync(file, before);
    expect(out).toContain('set permissionsBoundary: excorp-prod-workload-boundary in the environment');
  });

  it('fails before a synthesis, and at an environment that does not exist', async () => {
    const early = await call(root, ['bootstrap-policies', '--env', 'prod', '--app', 'nowhere']);
    expect(early).toMatchObject({ code: 1 });
    expect(early.err).toContain('nowhere has no stacks of prod that may be deployed');
    const unknown = await call(root, ['bootstrap-policies', '--env', 'prdo']);
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.err).toContain('there is no environment prdo; did you mean prod');
  });
});
