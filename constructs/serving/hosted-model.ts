import * as logs from 'aws-cdk-lib/aws-logs';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { RETAINED } from '../ground';
import { annotateModel } from '../model';
import type { WorkloadRole } from '../identity';
import type { EndpointProps } from './endpoint-props';
import { createExecutionRole } from './execution-role';

/**
 * Environment variable that tells a container which version it is: the ARN of its model package. A container that returns it
 * with an answer lets judges publish what they find under that version.
 */
export const MODEL_PACKAGE_VARIABLE = 'MODEL_PACKAGE_ARN';

/** Properties of a {@link HostedModel}. */
export interface HostedModelProps {
  /** Those of the endpoint. */
  readonly endpoint: EndpointProps;
  /** Group that the container's output goes to: SageMaker chooses it by the name of the endpoint or component. */
  readonly logGroupName: string;
}

/** The released version of a model, ready to be hosted: model, execution role and log group. */
export class HostedModel extends Construct {
  public readonly role: WorkloadRole;
  public readonly model: sagemaker.CfnModel;
  public readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: HostedModelProps) {
    super(scope, id);
    const { endpoint } = props;
    // Created here, because SageMaker would create it without encryption and retention.
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: props.logGroupName,
      encryptionKey: endpoint.platform.logEncryptionKey,
      retention: endpoint.platform.logRetention,
      removalPolicy: RETAINED,
    });
    this.role = createExecutionRole(this, 'ExecutionRole', endpoint, this.logGroup);
    this.model = new sagemaker.CfnModel(this, 'Model', {
      executionRoleArn: this.role.roleArn,
      enableNetworkIsolation: true,
      primaryContainer: {
        modelPackageName: endpoint.modelPackage.modelPackageArn,
        environment: { ...endpoint.environment, [MODEL_PACKAGE_VARIABLE]: endpoint.modelPackage.modelPackageArn },
      },
      vpcConfig: endpoint.platform.vpcConfig,
    });
    // SageMaker uses the role as soon as the model is created.
    this.model.node.addDependency(this.role.permissions);
    retain(this.model, endpoint);
  }
}

/** Keeps what a version was served with, for rollback and audit: every release replaces it. */
export function retain(resource: sagemaker.CfnModel | sagemaker.CfnEndpointConfig, props: EndpointProps): void {
  resource.applyRemovalPolicy(RETAINED);
  annotateModel(resource, props.governance);
  props.modelPackage.applyTo(resource);
}
