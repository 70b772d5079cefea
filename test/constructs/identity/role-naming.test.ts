import { App, Aspects, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RoleNaming, type RoleNamingProps, WorkloadRole } from '../../../constructs/identity';

const SERVICE = new iam.ServicePrincipal('lambda.amazonaws.com');

function named(environment: string, props: RoleNamingProps, add: (stack: Stack) => void = () => undefined) {
  const stage = new Stage(new App(), environment);
  const stack = new Stack(stage, 'Serving-a-model-with-a-long-name');
  Aspects.of(stage).add(new RoleNaming(props));
  new WorkloadRole(stack, 'ExecutionRole', { assumedBy: SERVICE, description: 'Serves' }).addToPrincipalPolicy(
    new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['arn:aws:sns:eu-west-1:111111111111:topic'] }),
  );
  add(stack);
  const template = Template.fromStack(stack);
  const of = (type: string) =>
    Object.values(template.findResources(type))[0]?.['Properties'] as Record<string, unknown>;
  return { role: of('AWS::IAM::Role'), policy: of('AWS::IAM::ManagedPolicy') };
}

test('roles and their policies have the path and the prefix of the company, within the limit of IAM', () => {
  const { role, policy } = named('prod', { path: '/ai/', namePrefix: 'acme-ai-' });
  expect(role['Path']).toBe('/ai/');
  expect(policy['Path']).toBe('/ai/');
  expect(role['RoleName']).toMatch(/^acme-ai-prodServing.*-ExecutionRole-[0-9A-F]{8}$/);
  expect(String(role['RoleName']).length).toBeLessThanOrEqual(64);
  expect(policy['ManagedPolicyName']).toMatch(/^acme-ai-prodServing.*Permissions-[0-9A-F]{8}$/);
});

test('two environments of one account have different names for the same role', () => {
  const nameIn = (environment: string) => named(environment, { namePrefix: 'acme-ai-' }).role['RoleName'];
  expect(nameIn('dev')).not.toBe(nameIn('dev-eu'));
  expect(nameIn('dev')).toBe(nameIn('dev'));
});

test('CloudFormation names them where the company asks for a path alone', () => {
  const { role, policy } = named('prod', { path: '/ai/' });
  expect(role).not.toHaveProperty('RoleName');
  expect(policy).not.toHaveProperty('ManagedPolicyName');
});

test('fails for a role that stands elsewhere', () => {
  expect(() =>
    named('prod', { path: '/ai/' }, (stack) => {
      new iam.Role(stack, 'Other', { assumedBy: SERVICE, path: '/other/' });
    }),
  ).toThrow("path must be /ai/, as all roles of the company have it, got '/other/'; leave it out");
});
