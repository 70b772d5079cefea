import { App, CfnOutput, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ReleasedModelPackage } from '../../../constructs/release';

function serving() {
  const stack = new Stack(new App(), 'Serving');
  const released = new ReleasedModelPackage(stack, 'ModelPackage', { parameterName: '/excorp/prod/churn/arn' });
  return { stack, released };
}

test('CloudFormation resolves the ARN from the release parameter', () => {
  const { stack, released } = serving();
  Template.fromStack(stack).templateMatches({
    Parameters: {
      [stack.resolve(released.parameter.logicalId) as string]: {
        Type: 'AWS::SSM::Parameter::Value<String>',
        Default: '/excorp/prod/churn/arn',
      },
    },
  });
  expect(stack.resolve(released.modelPackageArn)).toEqual({ Ref: stack.resolve(released.parameter.logicalId) });
});

test('leaves resources out while the parameter says none', () => {
  const { stack, released } = serving();
  released.applyTo(new CfnResource(stack, 'Endpoint', { type: 'AWS::SageMaker::Endpoint' }));
  const template = Template.fromStack(stack);
  const condition = stack.resolve(released.condition.logicalId) as string;
  template.hasResource('AWS::SageMaker::Endpoint', { Condition: condition });
  template.hasCondition(condition, {
    'Fn::Not': [{ 'Fn::Equals': [{ Ref: stack.resolve(released.parameter.logicalId) }, 'none'] }],
  });
});

test('tells the creation of an endpoint from its update, and takes it for a creation unless told', () => {
  const { stack, released } = serving();
  new CfnOutput(stack, 'Update', { value: released.onUpdate('kept').toString() });
  new CfnOutput(stack, 'Create', { value: released.onCreate('new').toString() });
  const template = Template.fromStack(stack);
  const parameter = stack.resolve(released.endpointExistsParameter.logicalId) as string;
  template.hasParameter(parameter, { Type: 'String', Default: 'false', AllowedValues: ['true', 'false'] });
  const [name] = Object.keys(template.findConditions('*', { 'Fn::Equals': [{ Ref: parameter }, 'true'] }));
  template.hasOutput('Update', { Value: { 'Fn::If': [name, 'kept', { Ref: 'AWS::NoValue' }] } });
  template.hasOutput('Create', { Value: { 'Fn::If': [name, { Ref: 'AWS::NoValue' }, 'new'] } });
});

test('what depends on a version says none before the first release, its number too', () => {
  const { stack, released } = serving();
  const condition = stack.resolve(released.condition.logicalId) as string;
  expect(stack.resolve(released.whenReleased('config-14'))).toEqual({ 'Fn::If': [condition, 'config-14', 'none'] });
  const parts = { 'Fn::Split': ['/', stack.resolve(released.modelPackageArn) as unknown] };
  expect(stack.resolve(released.versionNumber)).toEqual({
    'Fn::If': [condition, { 'Fn::Select': [2, parts] }, 'none'],
  });
});
