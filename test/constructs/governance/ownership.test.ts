import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { type Ownership, applyOwnership } from '../../../constructs/governance';
import { TestStack, testApp } from '../support';

const OWNERSHIP: Ownership = {
  owner: 'platform-team',
  costCentre: 'CC-1001',
  environment: 'prod',
  dataClass: 'confidential',
};
const TAGS = [
  { Key: 'cost-centre', Value: 'CC-1001' },
  { Key: 'data-class', Value: 'confidential' },
  { Key: 'environment', Value: 'prod' },
  { Key: 'owner', Value: 'platform-team' },
];

function featureGroup(stack: Stack): sagemaker.CfnFeatureGroup {
  return new sagemaker.CfnFeatureGroup(stack, 'Features', {
    featureGroupName: 'customers',
    recordIdentifierFeatureName: 'id',
    eventTimeFeatureName: 'time',
    featureDefinitions: [
      { featureName: 'id', featureType: 'String' },
      { featureName: 'time', featureType: 'String' },
    ],
  });
}

describe('applyOwnership', () => {
  test('tags every taggable resource with owner, cost centre, environment and class of data', () => {
    const stack = new TestStack();
    new s3.CfnBucket(stack, 'Bucket');
    applyOwnership(stack, OWNERSHIP);
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', { Tags: TAGS });
  });

  test.each([true, false])(
    'keeps its tags off feature groups and stacks, which hand theirs on (explicit stack tags: %s)',
    (explicit) => {
      const app = testApp({ '@aws-cdk/core:explicitStackTags': explicit });
      const stack = new TestStack(app);
      featureGroup(stack);
      applyOwnership(app, OWNERSHIP);
      const assembly = app.synth();
      expect(assembly.getStackArtifact(stack.artifactId).tags).toEqual({});
      const template = assembly.getStackArtifact(stack.artifactId).template as {
        Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
      };
      const groups = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::SageMaker::FeatureGroup');
      expect(groups.map(({ Properties }) => Properties['Tags'])).toEqual([undefined]);
    },
  );

  test('lets the nearer call win, and adds the model and tags of the company', () => {
    const stack = new TestStack();
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    applyOwnership(stack, { ...OWNERSHIP, tags: { product: 'ai-platform' } });
    applyOwnership(bucket, { ...OWNERSHIP, owner: 'customer-analytics', model: 'churn' });
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      Tags: [
        ...TAGS.slice(0, 3),
        { Key: 'model', Value: 'churn' },
        { Key: 'owner', Value: 'customer-analytics' },
        { Key: 'product', Value: 'ai-platform' },
      ],
    });
  });

  test('fails with every value that AWS would refuse and every tag that is taken', () => {
    const stack = new TestStack();
    expect(() =>
      applyOwnership(stack, {
        ...OWNERSHIP,
        owner: 'platform <team>',
        costCentre: '',
        dataClass: 'secret' as never,
        tags: { owner: 'me', 'aws:own': 'x' },
      }),
    ).toThrow(
      /^Test: 5 problems\n.*owner must .*'platform <team>'.*\n.*cost-centre must .*''.*\n.*'owner', which.*\n.*'aws:own', which.*\n.*dataClass .*'secret'/,
    );
  });
});
