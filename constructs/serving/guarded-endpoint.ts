import { Lazy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { annotateModel, STORAGE_ENCRYPTION_METADATA_KEY } from '../model';
import { VARIANT_NAME } from '../monitoring';
import type { EndpointProps } from './endpoint-props';
import { retain } from './hosted-model';
import { defaultInferenceAmi, hasLocalStorage } from '../model';
import { RollbackAlarms } from './rollback-alarms';
import { startSecondsOf } from './start-up';
import { oneAtLeast } from './validation';

/** Packs that ask every endpoint configuration for a key, by the names under which cdk-nag reports them. */
const PACKS_WITH_KEY_RULE = ['NIST.800.53.R4', 'NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'] as const;

/** Properties of a {@link GuardedEndpoint}. */
export interface GuardedEndpointProps {
  /** Those that all endpoints share. */
  readonly endpoint: EndpointProps;
  /** The execution role of the model. */
  readonly role: iam.IRole;
  /** What the kind of endpoint adds to the variant or puts in place of it. */
  readonly variant: Partial<sagemaker.CfnEndpointConfig.ProductionVariantProperty>;
  /** What the kind of endpoint adds to the configuration. @default - nothing */
  readonly configuration?: Partial<sagemaker.CfnEndpointConfigProps>;
}

/** An endpoint and its configuration: one variant, storage encryption, deployment guardrails. */
export class GuardedEndpoint extends Construct {
  public readonly endpoint: sagemaker.CfnEndpoint;
  public readonly endpointConfig: sagemaker.CfnEndpointConfig;
  /** Name of the endpoint configuration; `none` before the first release. */
  public readonly endpointConfigName: string;
  public readonly rollbackAlarms: RollbackAlarms;

  constructor(scope: Construct, id: string, props: GuardedEndpointProps) {
    super(scope, id);
    const { endpoint } = props;
    this.endpointConfig = this.createConfig(props);
    this.endpointConfigName = endpoint.modelPackage.whenReleased(this.endpointConfig.attrEndpointConfigName);
    this.rollbackAlarms = new RollbackAlarms(this, props.role);
    this.endpoint = new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointName: endpoint.endpointName,
      endpointConfigName: this.endpointConfig.attrEndpointConfigName,
      deploymentConfig: Lazy.any({
        produce: () => endpoint.rollout.forEndpoint(this.rollbackAlarms.names, startSecondsOf(endpoint)),
      }),
      // A deployment at peak must not begin with as few instances as the first one did (aws/aws-cdk#23151). The API knows
      // this for updates only.
      retainAllVariantProperties: endpoint.modelPackage.onUpdate(true),
    });
    // SageMaker looks at the alarms before it begins.
    this.endpoint.node.addDependency(this.rollbackAlarms.permissions);
    annotateModel(this.endpoint, endpoint.governance);
    endpoint.modelPackage.applyTo(this.endpoint);
  }

  private createConfig(props: GuardedEndpointProps): sagemaker.CfnEndpointConfig {
    const { endpoint } = props;
    const localStorage = endpoint.instanceTypes.some(hasLocalStorage);
    const config = new sagemaker.CfnEndpointConfig(this, 'Config', {
      // CreateEndpointConfig fails when a key is given and one of the types has local storage.
      kmsKeyId: localStorage ? undefined : endpoint.platform.encryptionKey.keyArn,
      metricsConfig: {
        enableEnhancedMetrics: true,
        enableDetailedObservability: endpoint.detailedObservability ?? false,
      },
      productionVariants: [{ ...commonVariant(endpoint), ...props.variant }],
      ...props.configuration,
    });
    retain(config, endpoint);
    config.addMetadata(
      STORAGE_ENCRYPTION_METADATA_KEY,
      localStorage
        ? 'NVMe disks of the instances, encrypted by their hardware with keys that end with the instance; SageMaker takes no KMS key for them'
        : 'volumes of the instances, encrypted with the KMS key of KmsKeyId',
    );
    if (localStorage) acknowledgeHardwareEncryption(config);
    return config;
  }
}

function commonVariant(props: EndpointProps): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
  const { instanceTypes } = props;
  const [only, ...others] = instanceTypes;
  return {
    variantName: VARIANT_NAME,
    // A variant starts with at least one instance, also where scaling may then take the last one away.
    initialInstanceCount: oneAtLeast(props.minInstances),
    ...(others.length === 0
      ? { instanceType: only }
      : { instancePools: instanceTypes.map((instanceType, index) => ({ instanceType, priority: index + 1 })) }),
    inferenceAmiVersion: props.inferenceAmiVersion ?? defaultInferenceAmi(instanceTypes),
    routingConfig: { routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
  };
}

function acknowledgeHardwareEncryption(config: sagemaker.CfnEndpointConfig): void {
  for (const pack of PACKS_WITH_KEY_RULE) {
    acknowledge(config, {
      id: `${pack}::${pack}-SageMakerEndpointConfigurationKMSKeyConfigured`,
      reason:
        'SageMaker refuses a KMS key for instances with local storage (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html).',
      compensatingControl:
        'Local NVMe storage is encrypted with XTS-AES-256 by the hardware of the instance, with keys that are destroyed with it; weights, requests and answers at rest are under KMS keys in S3.',
    });
  }
}
