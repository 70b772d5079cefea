import * as fc from 'fast-check';
import { definitionChecks } from '../../../../constructs/compliance/definitions';
import type { ResourceView } from '../../../../constructs/template';
import { loadRules } from '../../../../constructs/compliance/rules/load-rules';
import { identityChecks } from '../../../../constructs/compliance/statements';
import { contextOf, view } from '../views';
import { queued, realtime, sleeping } from './serving-views';

const STATEMENT = {
  Sid: 'Read',
  Effect: 'Allow',
  Principal: { AWS: ['111111111111'] },
  Action: ['s3:GetObject', 'kms:*'],
  Resource: ['arn:aws:s3:::models/*'],
  Condition: { StringEquals: { 'aws:SourceAccount': ['111111111111'] } },
};
const DOCUMENT = { Version: '2012-10-17', Statement: [STATEMENT] };
const MACHINE = {
  StartAt: 'A',
  States: {
    A: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'B' }], Default: 'C' },
    B: { Type: 'Parallel', Branches: [{ StartAt: 'D', States: { D: { Type: 'Pass', End: true } } }], Next: 'C' },
    C: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Catch: [{ ErrorEquals: ['x'], Next: 'E' }],
      End: true,
    },
    E: { Type: 'Fail' },
  },
};

const others: readonly ResourceView[] = [
  view('AWS::IAM::Role', { AssumeRolePolicyDocument: DOCUMENT, ManagedPolicyArns: ['arn:aws:iam::aws:policy/x'] }),
  view('AWS::S3::BucketPolicy', { Bucket: { Ref: 'It' }, PolicyDocument: DOCUMENT }),
  view('AWS::KMS::Key', { KeyPolicy: DOCUMENT, EnableKeyRotation: true }),
  view('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'x' } }] },
  }),
  view('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '10.0.0.0/8' }] }),
  view('AWS::StepFunctions::StateMachine', { Definition: MACHINE, DefinitionSubstitutions: { a: 'b' } }),
  view('AWS::StepFunctions::StateMachine', { DefinitionString: { 'Fn::Join': ['', [JSON.stringify(MACHINE)]] } }),
  view('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' }),
  view('AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanRule: [{ ScheduleExpression: 'cron(0 5 ? * * *)' }] } }),
];
const templates: readonly (readonly ResourceView[])[] = [
  realtime(),
  queued(),
  sleeping(),
  ...others.map((one) => [one]),
];

const intrinsic = fc.oneof(
  fc.constantFrom(
    { Ref: 'Config' },
    { Ref: 'AWS::NoValue' },
    { 'Fn::GetAtt': ['Endpoint', 'EndpointName'] },
    { 'Fn::GetAtt': 'Model.Arn' },
    { 'Fn::ImportValue': 'net:Subnets' },
    { 'Fn::GetStackOutput': { StackName: 's', OutputName: 'o' } },
    { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Bucket}/${!literal}' },
    { 'Fn::Sub': ['${a}', { a: { Ref: 'B' } }] },
    { 'Fn::Split': [',', { Ref: 'List' }] },
  ),
  fc.jsonValue({ maxDepth: 2 }).map((value) => ({ 'Fn::If': ['Released', value, { Ref: 'AWS::NoValue' }] })),
  fc.jsonValue({ maxDepth: 2 }).map((value) => ({ 'Fn::Join': ['', [value, { Ref: 'x' }]] })),
  fc.jsonValue({ maxDepth: 2 }).map((value) => ({ 'Fn::Join': value })),
);
const anything = fc.oneof(intrinsic, fc.jsonValue({ maxDepth: 3 }));

/** A copy with another value somewhere: each step chooses one of the entries at its depth. */
function replaceAt(value: unknown, [step, ...rest]: readonly number[], by: unknown): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const chosen = keys[step % Math.max(1, keys.length)];
  if (chosen === undefined) return by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  Reflect.set(copy, chosen, replaceAt(Reflect.get(value, chosen), rest, by));
  return copy;
}

const rules = loadRules();
const checks = [...identityChecks, ...definitionChecks()];

test('rules and checks answer, whatever stands in the place of a value', () => {
  const mutation = fc.record({
    template: fc.nat({ max: templates.length - 1 }),
    resource: fc.nat(),
    section: fc.constantFrom('properties' as const, 'metadata' as const),
    steps: fc.array(fc.nat({ max: 12 }), { maxLength: 7 }),
    by: anything,
  });
  fc.assert(
    fc.property(mutation, ({ template, resource, section, steps, by }) => {
      const whole = templates[template] ?? [];
      const index = resource % whole.length;
      const resources = whole.map((one, at) => (at === index ? mutated(one, section, steps, by) : one));
      const context = contextOf(resources);
      for (const one of resources) {
        for (const rule of rules) if (rule.resourceTypes.includes(one.type)) rule.check(one, context);
        for (const check of checks) if (check.resourceTypes.includes(one.type)) check.check(one, context);
      }
    }),
    { numRuns: 400, seed: 20261123 },
  );
});

function mutated(
  one: ResourceView,
  section: 'properties' | 'metadata',
  steps: readonly number[],
  by: unknown,
): ResourceView {
  const changed = steps.length === 0 ? {} : replaceAt(one[section], steps, by);
  return { ...one, [section]: changed };
}
