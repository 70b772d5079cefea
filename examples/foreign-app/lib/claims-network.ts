import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from 'ai-production-blueprint/acknowledge';
import { applyOwnership } from 'ai-production-blueprint/governance';
import { WorkloadRole } from 'ai-production-blueprint/identity';
import type { IWorkloadNetwork } from 'ai-production-blueprint/ground';

/** The company's own VPC: the constructs of the package ask for subnets and a group, not for a network of theirs. */
export class ClaimsNetwork extends Stack implements IWorkloadNetwork {
  public readonly vpc: ec2.Vpc;
  public readonly workloadSecurityGroup: ec2.SecurityGroup;
  /** Encrypts logs. */
  public readonly logKey: kms.Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.logKey = this.createLogKey();
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.40.0.0/20'),
      natGateways: 0,
      subnetConfiguration: [{ name: 'models', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    acknowledge(this.vpc, {
      id: 'NIST.800.53.R5::NIST.800.53.R5-VPCDefaultSecurityGroupClosed',
      reason: 'The landing zone closes the default group of every VPC of the company.',
      compensatingControl: 'An AWS Config rule of the landing zone takes the rules away within minutes.',
    });
    acknowledge(this.vpc, {
      id: 'CloudFormation-Validate::W3010',
      reason: 'Zones that an account must be asked for would make synthesis depend on it.',
      compensatingControl: 'The zones stand in the code, beside the Region of the stage.',
    });
    this.recordTraffic();
    this.openWayToWeights();
    this.workloadSecurityGroup = new ec2.SecurityGroup(this, 'Models', { vpc: this.vpc, allowAllOutbound: false });
    applyOwnership(this, {
      owner: 'claims-platform',
      costCentre: 'CC-70',
      environment: 'production',
      dataClass: 'restricted',
    });
  }

  /** Named, so that synthesis asks no account. */
  public override get availabilityZones(): string[] {
    return ['eu-central-1a', 'eu-central-1b'];
  }

  public get subnets(): ec2.ISubnet[] {
    return this.vpc.isolatedSubnets;
  }

  private recordTraffic(): void {
    const logGroup = new logs.LogGroup(this, 'Flows', {
      encryptionKey: this.logKey,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new WorkloadRole(this, 'FlowLogRole', {
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com'),
      description: 'Delivers flow logs to their log group',
    });
    this.vpc.addFlowLog('FlowLog', { destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup, role) });
  }

  private openWayToWeights(): void {
    const endpoint = this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    endpoint.addToPolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
        resources: ['arn:aws:s3:::claims-models-111122223333', 'arn:aws:s3:::claims-models-111122223333/*'],
        conditions: { StringEquals: { 'aws:PrincipalAccount': this.account } },
      }),
    );
  }

  private createLogKey(): kms.Key {
    const key = new kms.Key(this, 'LogKey', { enableKeyRotation: true });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${this.region}:${this.account}:log-group:*` },
        },
      }),
    );
    return key;
  }
}
