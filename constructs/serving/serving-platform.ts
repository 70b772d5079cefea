import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../acknowledge';
import { failIfAny, type IWorkloadNetwork } from '../ground';

/**
 * Key of the tag that names the model of an execution role: the shared permissions allow only the prefixes of that model.
 */
export const SERVED_MODEL_TAG = 'ServedModel';

/**
 * Where SageMaker writes the metrics of endpoints:
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
const METRIC_NAMESPACES = ['AWS/SageMaker', '/aws/sagemaker/Endpoints', '/aws/sagemaker/InferenceComponents'];
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
const OWN_MODEL = `\${aws:PrincipalTag/${SERVED_MODEL_TAG}}`;

/** Properties of a {@link ServingPlatform}. */
export interface ServingPlatformProps {
  /** Private subnets in at least {@link minZones} zones, and the security group of the endpoints. */
  readonly network: IWorkloadNetwork;
  /**
   * Fewest Availability Zones that the subnets must span. SageMaker demands two, even for one instance.
   * @default 2
   */
  readonly minZones?: number;
  /** The bucket of the weights: those of a model are under `models/<model>/`. */
  readonly modelBucket: s3.IBucket;
  /** Encrypts the weights, and the storage volumes of instances without NVMe disks. */
  readonly encryptionKey: kms.IKey;
  /** Encrypts the logs; its policy must allow CloudWatch Logs. */
  readonly logEncryptionKey: kms.IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: logs.RetentionDays;
  /**
   * Where asynchronous endpoints read requests and write results.
   * @default - none: there are no asynchronous endpoints
   */
  readonly asyncQueue?: AsyncQueueProps;
}

/** The bucket with the requests and results of asynchronous endpoints. */
export interface AsyncQueueProps {
  /** Requests are under `async/requests/<model>/`, answers and failures under `async/results/<model>/`. */
  readonly bucket: s3.IBucket;
  /** Encrypts requests, answers and failures. */
  readonly encryptionKey: kms.IKey;
}

/**
 * What all endpoints of an environment share: network, keys, buckets, and the permissions that SageMaker needs for every
 * execution role.
 *
 * The permissions are one policy for all models. The tag of a role decides which prefixes the policy allows it, so that a
 * hundred models do not need a hundred policies with wildcards.
 */
export class ServingPlatform extends Construct {
  public readonly network: IWorkloadNetwork;
  public readonly modelBucket: s3.IBucket;
  public readonly encryptionKey: kms.IKey;
  public readonly logEncryptionKey: kms.IKey;
  public readonly logRetention: logs.RetentionDays;
  public readonly asyncQueue?: AsyncQueueProps;
  /** The permissions that all execution roles share. */
  public readonly policy: iam.ManagedPolicy;

  /** @throws Error if the subnets span too few zones */
  constructor(scope: Construct, id: string, props: ServingPlatformProps) {
    super(scope, id);
    failIfAny(this, zoneProblems(props));
    this.network = props.network;
    this.modelBucket = props.modelBucket;
    this.encryptionKey = props.encryptionKey;
    this.logEncryptionKey = props.logEncryptionKey;
    this.logRetention = props.logRetention ?? logs.RetentionDays.ONE_YEAR;
    this.asyncQueue = props.asyncQueue;
    this.policy = new iam.ManagedPolicy(this, 'ExecutionPermissions', {
      description: 'What SageMaker needs to start the models of this environment',
    });
    this.allowAccountWide();
    this.allowNetworkInterfaces();
    this.allowWeights();
    if (this.asyncQueue !== undefined) this.allowAsyncQueue(this.asyncQueue);
  }

  /** Prefix of the weights of a model in {@link modelBucket}. */
  public modelPrefix(model: string): string {
    return `models/${model}/`;
  }

  /** Prefix of the requests to an asynchronous model in the bucket of {@link asyncQueue}. */
  public requestPrefix(model: string): string {
    return `async/requests/${model}/`;
  }

  /** Prefix of the answers and failures of an asynchronous model in the bucket of {@link asyncQueue}. */
  public resultPrefix(model: string): string {
    return `async/results/${model}/`;
  }

  /** Subnets and security group, in the format of models and endpoint configurations. */
  public get vpcConfig(): { subnets: string[]; securityGroupIds: string[] } {
    return {
      subnets: this.network.subnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [this.network.workloadSecurityGroup.securityGroupId],
    };
  }

  /** https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms */
  private allowAccountWide(): void {
    this.allow('LogInToRegistry', ['ecr:GetAuthorizationToken'], ['*']);
    this.allow(
      'LookUpNetwork',
      [
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      ['*'],
    );
    this.allow('WriteMetrics', ['cloudwatch:PutMetricData'], ['*'], {
      StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACES },
    });
    acknowledge(this.policy, {
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'ecr:GetAuthorizationToken, the ec2:Describe actions and cloudwatch:PutMetricData have no resource types, and ec2:DeleteNetworkInterfacePermission may name none (https://docs.aws.amazon.com/service-authorization/latest/reference/).',
      compensatingControl:
        'Exact actions that read no data; metrics in the namespaces of SageMaker only; a permission of an interface can be taken back, and given in the subnets of the endpoints only; each role may pull from one repository; the containers have no network.',
    });
  }

  /**
   * EC2 authorizes the creation of an interface once for each resource: the interface, which knows neither VPC nor subnet
   * before it exists, the subnet, and each security group. So the exact subnets and security group are what limits it.
   * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html (assumption A-ENI)
   */
  private allowNetworkInterfaces(): void {
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ec2', resource, resourceName });
    const { subnets, securityGroupIds } = this.vpcConfig;
    const subnetArns = subnets.map((id) => arn('subnet', id));
    const interfaces = arn('network-interface', '*');
    this.allow(
      'CreateNetworkInterfaces',
      ['ec2:CreateNetworkInterface'],
      [interfaces, ...subnetArns, ...securityGroupIds.map((id) => arn('security-group', id))],
    );
    this.allow(
      'UseNetworkInterfaces',
      ['ec2:CreateNetworkInterfacePermission', 'ec2:DeleteNetworkInterface'],
      [interfaces],
      { ArnEquals: { 'ec2:Subnet': subnetArns } },
    );
    // The interface is optional in the request, and a request without it has no ec2:Subnet.
    this.allow('RevokeNetworkInterfaces', ['ec2:DeleteNetworkInterfacePermission'], ['*']);
    acknowledgeWildcards(this.policy, [interfaces], {
      reason: 'EC2 gives network interfaces their ids when it creates them.',
      compensatingControl:
        'Interfaces can be created in exactly the subnets and with exactly the security group of the endpoints, and used only in these subnets.',
    });
  }

  private allowWeights(): void {
    const weights = this.modelBucket.arnForObjects(`${this.modelPrefix(OWN_MODEL)}*`);
    this.allow('ReadOwnWeights', ['s3:GetObject'], [weights]);
    // Weights that are not one archive are a prefix, which SageMaker lists.
    this.allow('ListOwnWeights', ['s3:ListBucket'], [this.modelBucket.bucketArn], {
      StringLike: { 's3:prefix': `${this.modelPrefix(OWN_MODEL)}*` },
    });
    this.allowKey('DecryptWeights', this.encryptionKey, 'kms:Decrypt');
    acknowledgeWildcards(this.policy, [weights], {
      reason: 'Every version of a model has its own key below the prefix, and a release must not change permissions.',
      compensatingControl: `Read access only, and to each role only below the prefix of the model in its tag ${SERVED_MODEL_TAG}.`,
    });
  }

  private allowAsyncQueue({ bucket, encryptionKey }: AsyncQueueProps): void {
    const requests = bucket.arnForObjects(`${this.requestPrefix(OWN_MODEL)}*`);
    const results = bucket.arnForObjects(`${this.resultPrefix(OWN_MODEL)}*`);
    this.allow('ReadOwnRequests', ['s3:GetObject'], [requests]);
    this.allow('WriteOwnResults', ['s3:AbortMultipartUpload', 's3:PutObject'], [results]);
    this.allowKey('UseQueueKey', encryptionKey, 'kms:Decrypt', 'kms:GenerateDataKey');
    acknowledgeWildcards(this.policy, [requests, results], {
      reason: 'Callers choose the keys of requests, and SageMaker those of answers and failures.',
      compensatingControl: `Requests can only be read and results only be written, by each role only below the prefix of the model in its tag ${SERVED_MODEL_TAG}.`,
    });
  }

  private allowKey(sid: string, key: kms.IKey, ...actions: string[]): void {
    const { region, urlSuffix } = Stack.of(this);
    this.allow(sid, actions, [key.keyArn], { StringEquals: { 'kms:ViaService': `s3.${region}.${urlSuffix}` } });
  }

  private allow(sid: string, actions: string[], resources: string[], conditions?: iam.Conditions): void {
    this.policy.addStatements(new iam.PolicyStatement({ sid, actions, resources, conditions }));
  }
}

function zoneProblems({ network, minZones = 2 }: ServingPlatformProps): string[] {
  const zones = [...new Set(network.subnets.map(({ availabilityZone }) => availabilityZone))];
  // Zones of a stack without a concrete environment are tokens: then the subnets must be enough at least.
  const known = !zones.some((zone) => Token.isUnresolved(zone));
  const found = known ? zones.length : network.subnets.length;
  if (found >= minZones) return [];
  return [
    `network.subnets must lie in at least ${minZones} availability zones, got ${found}${known ? ` (${zones.join(', ')})` : ''}; add a subnet in another zone`,
  ];
}
