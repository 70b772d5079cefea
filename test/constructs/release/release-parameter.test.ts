import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ReleaseParameter, ReleaseParameterSeeder } from '../../../constructs/release';

// As in cdk.json: ARNs are literal where the Region is known.
const context = { '@aws-cdk/core:enablePartitionLiterals': true };

function registry() {
  const stack = new Stack(new App({ context }), 'Registry', { env: { account: '333333333333', region: 'eu-west-1' } });
  const key = new kms.Key(stack, 'Key');
  const seeder = new ReleaseParameterSeeder(stack, 'Seeder', { encryptionKey: key, logEncryptionKey: key });
  return { stack, seeder };
}
const nameOf = (model: string) => `/excorp/prod/${model}/model-package-arn`;
const arnOf = (model: string) => `arn:aws:ssm:eu-west-1:333333333333:parameter${nameOf(model)}`;

test('no template owns the parameter: a custom resource creates it', () => {
  const { stack, seeder } = registry();
  new ReleaseParameter(stack, 'Churn', { parameterName: nameOf('churn'), seeder });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::SSM::Parameter', 0);
  template.hasResourceProperties('Custom::ReleaseParameterSeed', {
    ServiceToken: stack.resolve(seeder.serviceToken),
    ServiceTimeout: '300',
    ParameterName: nameOf('churn'),
  });
});

test('the function may create exactly the parameters of its models, and overwrite none', () => {
  const { stack, seeder } = registry();
  for (const model of ['churn', 'assistant']) {
    new ReleaseParameter(stack, model, { parameterName: nameOf(model), seeder });
  }
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'SeedReleaseParameters',
          Effect: 'Allow',
          Action: 'ssm:PutParameter',
          Condition: { StringEquals: { 'ssm:Overwrite': 'false' } },
          Resource: [arnOf('churn'), arnOf('assistant')],
        },
      ],
    },
  });
});

test('one function serves a hundred models, in policies below the size limit of IAM', () => {
  const { stack, seeder } = registry();
  for (let index = 0; index < 100; index += 1) {
    const model = `model-${index}-of-a-department`;
    new ReleaseParameter(stack, model, { parameterName: nameOf(model), seeder });
  }
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 1);
  const policies = Object.values(
    template.findResources('AWS::IAM::ManagedPolicy', {
      Properties: { PolicyDocument: { Statement: [Match.objectLike({ Sid: 'SeedReleaseParameters' })] } },
    }),
  ) as { Properties: { PolicyDocument: unknown } }[];
  expect(policies.length).toBeGreaterThan(1);
  for (const { Properties } of policies) expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(6144);
});

test('the custom resource waits for its permission', () => {
  const { stack, seeder } = registry();
  new ReleaseParameter(stack, 'Churn', { parameterName: nameOf('churn'), seeder });
  Template.fromStack(stack).hasResource('Custom::ReleaseParameterSeed', {
    DependsOn: [Match.stringLikeRegexp('SeederPermissions1')],
  });
});

test('grants reading, and releasing on top of it', () => {
  const { stack, seeder } = registry();
  const parameter = new ReleaseParameter(stack, 'Churn', { parameterName: nameOf('churn'), seeder });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  parameter.grantRelease(role);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters', 'ssm:PutParameter'],
          Resource: arnOf('churn'),
        },
      ],
    },
  });
});

test.each([
  'churn',
  '/churn',
  '/aws/churn/arn',
  '/ssm/churn/arn',
  '/excorp/pro d/arn',
  '/excorp/*/arn',
  '/excorp/prod/',
])('fails for the name %s', (parameterName) => {
  const { stack, seeder } = registry();
  expect(() => new ReleaseParameter(stack, 'Churn', { parameterName, seeder })).toThrow(
    `Registry/Churn: parameterName must be a path like /excorp/prod/churn/model-package-arn outside /aws and /ssm, got '${parameterName}'; correct it`,
  );
});
