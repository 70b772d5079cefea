import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { MODEL_METADATA_KEY, type ModelGovernance, type ModelOwnership } from '../../../constructs/model';
import { ModelGroup, type ModelGroupProps } from '../../../constructs/registry';

const ownership: ModelOwnership = {
  model: 'churn',
  owner: 'Customer Analytics Team <customer-analytics@example.com>',
  costCentre: 'CC-1001',
  riskClass: 'medium',
  dataClass: 'confidential',
};
const governance: ModelGovernance = {
  ...ownership,
  readiness: {},
  objectives: { latencyP99Milliseconds: 200, availabilityPercent: 99.9 },
};

// As in cdk.json: ARNs are literal where the Region is known.
const context = { '@aws-cdk/core:enablePartitionLiterals': true };

function group(overrides: Partial<ModelGroupProps> = {}) {
  const stack = new Stack(new App({ context }), 'Registry', { env: { account: '333333333333', region: 'eu-west-1' } });
  const created = new ModelGroup(stack, 'Churn', {
    modelPackageGroupName: 'excorp-prod--churn',
    description: 'Scores customers',
    governance,
    ...overrides,
  });
  return { stack, created };
}

test('creates a group that outlives its stack and names who answers for it', () => {
  const { stack } = group();
  const template = Template.fromStack(stack);
  template.hasResource('AWS::SageMaker::ModelPackageGroup', {
    Properties: { ModelPackageGroupName: 'excorp-prod--churn', ModelPackageGroupDescription: 'Scores customers' },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
  const [found] = Object.values(template.findResources('AWS::SageMaker::ModelPackageGroup'));
  // Neither objectives nor readiness: a change of those does not update the registry.
  expect(found?.['Metadata']).toEqual({ [MODEL_METADATA_KEY]: ownership });
});

test('has no policy of its own until a statement is added', () => {
  const { stack, created } = group();
  created.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.AccountPrincipal('222222222222')],
      actions: ['sagemaker:DescribeModelPackage'],
      resources: [created.modelPackageArns],
    }),
  );
  Template.fromStack(stack).hasResourceProperties('AWS::SageMaker::ModelPackageGroup', {
    ModelPackageGroupPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sagemaker:DescribeModelPackage',
          Principal: { AWS: 'arn:aws:iam::222222222222:root' },
          Resource: 'arn:aws:sagemaker:eu-west-1:333333333333:model-package/excorp-prod--churn/*',
        },
      ],
    },
  });
  Template.fromStack(group().stack).hasResourceProperties('AWS::SageMaker::ModelPackageGroup', {
    ModelPackageGroupName: 'excorp-prod--churn',
  });
});

test('fails for a bad name and an overlong description, both at once', () => {
  expect(() => group({ modelPackageGroupName: 'churn_v1', description: 'x'.repeat(1025) })).toThrow(
    [
      'Registry/Churn: 2 problems',
      "  - modelPackageGroupName must be 1 to 63 letters, digits and hyphens between them, got 'churn_v1'; correct it",
      '  - description must have at most 1024 characters, got 1025; shorten it',
    ].join('\n'),
  );
});
