import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { WorkloadRole } from '../../../constructs/identity';
import { TestStack, findings, testKey } from '../support';

describe('WorkloadRole', () => {
  test('keeps what is granted to it in one managed policy, not inline', () => {
    const stack = new TestStack();
    const role = new WorkloadRole(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
      description: 'Serves a model',
    });
    const key = testKey(stack);
    key.grant(role, 'kms:Decrypt');
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['arn:aws:sns:eu-west-1:111111111111:errors'] }),
    );
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'Serves a model',
      Roles: [stack.resolve(role.roleName)],
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'kms:Decrypt', Resource: stack.resolve(key.keyArn) },
          { Effect: 'Allow', Action: 'sns:Publish', Resource: 'arn:aws:sns:eu-west-1:111111111111:errors' },
        ],
      },
    });
    expect(findings(stack)).toEqual([]);
  });
});
