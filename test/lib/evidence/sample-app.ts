import { App, ArnFormat, CfnParameter, Duration, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ServingMode } from '../../../constructs/model';
import type { SynthesizedTemplate } from '../../../lib/evidence';

/** A model of the sample: a small stand-in for what the serving stacks contain. */
export interface SampleModel {
  readonly name: string;
  readonly mode: ServingMode;
  readonly dataClass: string;
}

export interface SampleEnvironment {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

class Foundation extends Stack {
  readonly vpc: ec2.Vpc;
  readonly keys: Record<string, kms.Key> = {};
  readonly artifacts: s3.Bucket;
  readonly endpointGroup: ec2.SecurityGroup;
  /** What the roles of all models share: each reads below the name in its tag. */
  readonly shared: iam.ManagedPolicy;

  override get availabilityZones(): string[] {
    return ['a', 'b'].map((zone) => `${this.region}${zone}`);
  }

  constructor(scope: Construct, id: string, env: { account: string; region: string }) {
    super(scope, id, { env });
    for (const dataClass of ['confidential', 'restricted', 'audit']) {
      this.keys[dataClass] = new kms.Key(this, `Key-${dataClass}`, { enableKeyRotation: true });
    }
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.30.0.0/16'),
      subnetConfiguration: [{ name: 'private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      restrictDefaultSecurityGroup: false,
      flowLogs: { all: {} },
    });
    this.endpointGroup = new ec2.SecurityGroup(this, 'EndpointGroup', { vpc: this.vpc, allowAllOutbound: false });
    this.endpointGroup.addIngressRule(ec2.Peer.ipv4('10.30.0.0/16'), ec2.Port.tcp(443), 'TLS from the VPC');
    const gateway = this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    gateway.addToPolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:ResourceAccount': this.account } },
      }),
    );
    for (const [name, service] of Object.entries({
      Runtime: ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_RUNTIME,
      Kms: ec2.InterfaceVpcEndpointAwsService.KMS,
      Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
    })) {
      this.vpc.addInterfaceEndpoint(name, { service, open: false, securityGroups: [this.endpointGroup] });
    }
    const accessLogs = new s3.Bucket(this, 'AccessLogs', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    });
    const audit = new s3.Bucket(this, 'Audit', {
      encryptionKey: this.keys['audit'],
      enforceSSL: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: s3.ObjectLockRetention.compliance(Duration.days(365)),
      serverAccessLogsBucket: accessLogs,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.artifacts = new s3.Bucket(this, 'Artifacts', { encryptionKey: this.keys['confidential'], enforceSSL: true });
    Tags.of(this.artifacts).add('dataClass', 'confidential');
    this.shared = new iam.ManagedPolicy(this, 'Shared', {
      statements: [
        new iam.PolicyStatement({
          actions: ['s3:GetObject'],
          resources: [this.artifacts.arnForObjects('models/${aws:PrincipalTag/ServedModel}/*')],
        }),
      ],
    });
    new cloudtrail.Trail(this, 'Trail', { bucket: audit, encryptionKey: this.keys['audit'] });
    new sns.Topic(this, 'OnCall', { masterKey: this.keys['confidential'] });
    new sqs.Queue(this, 'DeadLetters', { encryptionMasterKey: this.keys['confidential'] });
    new dynamodb.Table(this, 'Ledger', {
      partitionKey: { name: 'model', type: dynamodb.AttributeType.STRING },
      encryptionKey: this.keys['confidential'],
    });
    // An unencrypted store, so that the evidence has something to complain about.
    new sns.CfnTopic(this, 'PlainTopic', {});
    new logs.LogGroup(this, 'GatewayLog', { encryptionKey: this.keys['confidential'] });
  }
}

class Serving extends Stack {
  constructor(scope: Construct, id: string, env: SampleEnvironment, foundation: Foundation, model: SampleModel) {
    super(scope, id, { env: { account: env.account, region: env.region } });
    Tags.of(this).add('model', model.name);
    Tags.of(this).add('dataClass', model.dataClass);
    const key = foundation.keys[model.dataClass] ?? foundation.keys['confidential'];
    const version = new CfnParameter(this, 'ModelPackage', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: `/excorp/${env.name}/${model.name}/model-package`,
    });
    const group = new ec2.SecurityGroup(this, 'Group', { vpc: foundation.vpc, allowAllOutbound: false });
    group.addEgressRule(foundation.endpointGroup, ec2.Port.tcp(443), 'VPC endpoints');
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
      description: `Runs the containers of ${model.name}`,
      managedPolicies: [foundation.shared],
    });
    Tags.of(role).add('ServedModel', model.name);
    new iam.ManagedPolicy(this, 'Permissions', {
      roles: [role],
      statements: [
        new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key?.keyArn ?? '*'] }),
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [
            this.formatArn({
              service: 'logs',
              resource: 'log-group',
              resourceName: `/aws/sagemaker/*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          ],
        }),
      ],
    });
    const served = new sagemaker.CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      enableNetworkIsolation: true,
      containers: [{ modelPackageName: version.valueAsString }],
      vpcConfig: {
        subnets: foundation.vpc.isolatedSubnets.map((subnet) => subnet.subnetId),
        securityGroupIds: [group.securityGroupId],
      },
    });
    const zero = model.mode === 'realtime-to-zero';
    const config = new sagemaker.CfnEndpointConfig(this, 'Config', {
      kmsKeyId: key?.keyId,
      ...(zero ? { executionRoleArn: role.roleArn } : {}),
      productionVariants: [
        {
          variantName: 'main',
          instanceType: zero ? 'ml.g6.12xlarge' : 'ml.g5.2xlarge',
          initialInstanceCount: 2,
          ...(zero ? {} : { modelName: served.attrModelName }),
        },
      ],
      ...(model.mode === 'async'
        ? {
            asyncInferenceConfig: {
              outputConfig: {
                kmsKeyId: key?.keyId,
                s3OutputPath: `s3://${foundation.artifacts.bucketName}/async/${model.name}`,
              },
            },
          }
        : {}),
    });
    const alarm = new cloudwatch.CfnAlarm(this, 'Errors', {
      comparisonOperator: 'GreaterThanThreshold',
      evaluationPeriods: 1,
      namespace: 'AWS/SageMaker',
      metricName: 'Invocation5XXErrors',
      period: 60,
      statistic: 'Sum',
      threshold: 1,
    });
    const endpoint = new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointConfigName: config.attrEndpointConfigName,
      deploymentConfig: {
        autoRollbackConfiguration: { alarms: [{ alarmName: alarm.ref }] },
        blueGreenUpdatePolicy: { trafficRoutingConfiguration: { type: 'CANARY' } },
      },
    });
    if (zero) {
      new sagemaker.CfnInferenceComponent(this, 'Component', {
        endpointName: endpoint.attrEndpointName,
        specification: { modelName: served.attrModelName },
        variantName: 'main',
      });
    }
  }
}

const synthesized = new Map<string, readonly SynthesizedTemplate[]>();

/** Synthesizes the sample and returns its templates, as the app does; once for equal arguments. */
export function sampleTemplates(
  environments: readonly SampleEnvironment[],
  models: readonly SampleModel[],
): readonly SynthesizedTemplate[] {
  const key = JSON.stringify([environments, models]);
  const known = synthesized.get(key) ?? synthesize(environments, models);
  synthesized.set(key, known);
  return known;
}

function synthesize(
  environments: readonly SampleEnvironment[],
  models: readonly SampleModel[],
): readonly SynthesizedTemplate[] {
  const app = new App({
    analyticsReporting: false,
    context: {
      'aws:cdk:enable-path-metadata': true,
      '@aws-cdk/core:defaultCrossStackReferences': 'weak',
      '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
    },
  });
  for (const environment of environments) {
    const stage = new Stage(app, environment.name);
    const foundation = new Foundation(stage, 'Foundation', environment);
    for (const model of models) new Serving(stage, `Serving-${model.name}`, environment, foundation, model);
  }
  const assembly = app.synth();
  return environments.flatMap(({ name, region, account }) =>
    assembly.getNestedAssembly(`assembly-${name}`).stacks.map((stack): SynthesizedTemplate => ({
      environment: name,
      stack: stack.hierarchicalId,
      stackName: stack.stackName,
      file: `assembly-${name}/${stack.templateFile}`,
      sha256: '0'.repeat(64),
      region,
      account,
      template: stack.template as unknown,
    })),
  );
}
