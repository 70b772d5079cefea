import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ENDPOINT_NAME, newStack, realtime, unguarded } from './endpoint-stack';

function template(): Template {
  const stack = newStack();
  realtime(stack);
  return Template.fromStack(stack);
}

test('rollback alarms watch the endpoint configuration alone, once there is one, and are made anew with it', () => {
  const config = [Match.stringLikeRegexp('^EndpointServingConfig'), 'EndpointConfigName'];
  const released = { 'Fn::If': [Match.stringLikeRegexp('^ModelPackageReleased'), { 'Fn::GetAtt': config }, 'none'] };
  const result = template();
  for (const [id, MetricName] of [
    ['VersionErrorRate', 'Invocation5XXErrors'],
    ['VersionLatency', 'ModelLatency'],
  ]) {
    result.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: { 'Fn::Join': ['', [`${ENDPOINT_NAME}-`, released, `-${id}`]] },
      MetricName,
      Dimensions: [
        { Name: 'EndpointConfigName', Value: released },
        { Name: 'EndpointName', Value: ENDPOINT_NAME },
        { Name: 'VariantName', Value: 'AllTraffic' },
      ],
    });
  }
});

test('the alarms on answers watch the released model package, whose ARN the container knows', () => {
  const result = template();
  const ModelPackageArn = { Ref: Match.stringLikeRegexp('^ModelPackageArn') };
  const versionNumber = {
    'Fn::If': [
      Match.stringLikeRegexp('^ModelPackageReleased'),
      { 'Fn::Select': [2, { 'Fn::Split': ['/', ModelPackageArn] }] },
      'none',
    ],
  };
  result.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: { 'Fn::Join': ['', [`${ENDPOINT_NAME}-v`, versionNumber, '-QualityPrecision']] },
    Dimensions: [
      { Name: 'EndpointName', Value: ENDPOINT_NAME },
      { Name: 'ModelPackageArn', Value: ModelPackageArn },
    ],
  });
  result.hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: { Environment: { MODEL_PACKAGE_ARN: ModelPackageArn } },
  });
});

const ALARM_ARN = 'arn:aws:cloudwatch:eu-west-1:333333333333:alarm:own';

test('fails without a rollback alarm when it is synthesized, and for more than a deployment may have', () => {
  const stack = newStack();
  const endpoint = realtime(stack);
  const own = (_: unknown, index: number) => Alarm.fromAlarmArn(stack, `Own${index}`, `${ALARM_ARN}${index}`);
  endpoint.addRollbackAlarms(...Array.from({ length: 7 }, own));
  expect(() => endpoint.addRollbackAlarms(Alarm.fromAlarmArn(stack, 'Own', ALARM_ARN))).toThrow(
    'Serving/Endpoint/Serving: rollback alarms must be at most 10, got 11; keep those that decide',
  );
  expect(() => Template.fromStack(Stack.of(unguarded(newStack())))).toThrow(
    'rollback alarms must be at least 1, got 0; without one a bad version stays: pass EndpointAlarms.rollback to addRollbackAlarms',
  );
});

test('SageMaker may watch exactly these alarms, by a policy that the endpoint waits for and the model does not', () => {
  const result = template();
  const policy = Match.stringLikeRegexp('WatchRollbackAlarms');
  result.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'cloudwatch:DescribeAlarms',
          Resource: ['VersionErrorRate', 'VersionLatency', 'QualityPrecision'].map((alarm) => ({
            'Fn::GetAtt': [Match.stringLikeRegexp(alarm), 'Arn'],
          })),
        },
      ],
    },
    Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
  });
  result.hasResource('AWS::SageMaker::Endpoint', { DependsOn: Match.arrayWith([policy]) });
  const [model] = Object.values(result.findResources('AWS::SageMaker::Model')) as { DependsOn?: string[] }[];
  expect(model?.DependsOn?.some((id) => id.includes('WatchRollbackAlarms'))).toBe(false);
});
