import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { WorkloadRole } from '../identity';
import type { EndpointProps } from './endpoint-props';
import { hasLocalStorage } from '../model';
import { SERVED_MODEL_TAG } from './serving-platform';

/** Above whatever tags an app puts on all its resources: the permissions follow this tag. */
const TAG_PRIORITY = 1000;

/**
 * The role with which SageMaker starts a model: it downloads the weights, pulls the image, connects the instances to the
 * network and writes logs and metrics. The container has no network and cannot use it.
 */
export function createExecutionRole(
  scope: Construct,
  id: string,
  props: EndpointProps,
  logGroup: logs.ILogGroup,
): WorkloadRole {
  const { platform, governance } = props;
  const role = new WorkloadRole(scope, id, {
    // https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    description: `Serves the model ${governance.model} at the endpoint ${props.endpointName}`,
  });
  if (role.node.defaultChild instanceof iam.CfnRole) {
    role.node.defaultChild.tags.setTag(SERVED_MODEL_TAG, governance.model, TAG_PRIORITY);
  }
  role.addManagedPolicy(platform.policy);
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'PullImage',
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [props.imageRepository.repositoryArn],
    }),
  );
  if (!props.instanceTypes.some(hasLocalStorage)) {
    // https://docs.aws.amazon.com/kms/latest/developerguide/services-ebs.html: volumes use the key through grants.
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        sid: 'EncryptVolumes',
        actions: ['kms:CreateGrant'],
        resources: [platform.encryptionKey.keyArn],
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    );
  }
  logGroup.grant(role, 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents');
  return role;
}
