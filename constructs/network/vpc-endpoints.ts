import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { fail } from '../ground';
import { type EndpointService, ENDPOINT_ACTIONS, S3_ACTIONS } from './endpoint-services';

/** Properties of {@link VpcEndpoints}. */
export interface VpcEndpointsProps {
  readonly vpc: ec2.IVpc;
  readonly subnets: readonly ec2.ISubnet[];
  /** The only group that the interface endpoints admit. */
  readonly workloadSecurityGroup: ec2.SecurityGroup;
  readonly services: readonly EndpointService[];
  /** Accounts besides one's own whose container images may be pulled. */
  readonly imageAccounts: readonly string[];
}

/** The endpoints of a network: the only ways out of it. Their policies admit principals and resources of the account. */
export class VpcEndpoints extends Construct {
  /** The group of the interface endpoints; none when there are only gateway endpoints. */
  public readonly securityGroup?: ec2.SecurityGroup;
  private readonly endpoints = new Map<EndpointService | 's3', ec2.IVpcEndpoint>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VpcEndpointsProps,
  ) {
    super(scope, id);
    this.addS3();
    const services = [...new Set(props.services)].sort();
    const interfaces = services.filter((service) => service !== 'dynamodb');
    if (services.length > interfaces.length) {
      this.addGateway('dynamodb', ec2.GatewayVpcEndpointAwsService.DYNAMODB, [this.ownAccount('dynamodb')]);
    }
    if (interfaces.length > 0) this.securityGroup = this.createSecurityGroup();
    for (const service of interfaces) this.addInterface(service);
  }

  /** @throws Error when the network has no such endpoint */
  public endpointFor(service: EndpointService | 's3'): ec2.IVpcEndpoint {
    return (
      this.endpoints.get(service) ??
      fail(
        this,
        `the network has no endpoint for '${service}', only for ${[...this.endpoints.keys()].join(', ')}; add it to endpoints`,
      )
    );
  }

  private createSecurityGroup(): ec2.SecurityGroup {
    const { vpc, workloadSecurityGroup } = this.props;
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Interface endpoints: HTTPS from workloads',
      allowAllOutbound: false,
    });
    group.connections.allowFrom(workloadSecurityGroup, ec2.Port.HTTPS, 'Workloads call AWS services');
    return group;
  }

  private addInterface(service: Exclude<EndpointService, 'dynamodb'>): void {
    const endpoint = new ec2.InterfaceVpcEndpoint(this, idOf(service), {
      vpc: this.props.vpc,
      service: new ec2.InterfaceVpcEndpointAwsService(service),
      subnets: { subnets: [...this.props.subnets] },
      securityGroups: this.securityGroup && [this.securityGroup],
      privateDnsEnabled: true,
      open: false,
    });
    endpoint.addToPolicy(this.ownAccount(service));
    this.endpoints.set(service, endpoint);
  }

  private addGateway(
    name: 's3' | 'dynamodb',
    service: ec2.GatewayVpcEndpointAwsService,
    statements: readonly iam.PolicyStatement[],
  ): void {
    const endpoint = new ec2.GatewayVpcEndpoint(this, idOf(name), {
      vpc: this.props.vpc,
      service,
      subnets: [{ subnets: [...this.props.subnets] }],
    });
    for (const statement of statements) endpoint.addToPolicy(statement);
    this.endpoints.set(name, endpoint);
  }

  private addS3(): void {
    const { partition, region } = Stack.of(this);
    const anyone = (sid: string, action: string, bucket: string) =>
      new iam.PolicyStatement({
        sid,
        principals: [new iam.AnyPrincipal()],
        actions: [action],
        resources: [`arn:${partition}:s3:::${bucket}/*`],
      });
    this.addGateway('s3', ec2.GatewayVpcEndpointAwsService.S3, [
      this.allow('OwnAccount', S3_ACTIONS, [Stack.of(this).account]),
      // The two below are fetched and put by URLs that a service of AWS signed with its own account.
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
      anyone('ImageLayers', 's3:GetObject', `prod-${region}-starport-layer-bucket`),
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
      anyone(
        'CustomResourceAnswers',
        's3:PutObject',
        `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`,
      ),
    ]);
  }

  private ownAccount(service: EndpointService): iam.PolicyStatement {
    const { account } = Stack.of(this);
    const images = service.startsWith('ecr.') ? this.props.imageAccounts : [];
    return this.allow('OwnAccount', ENDPOINT_ACTIONS[service], [account, ...images]);
  }

  private allow(sid: string, actions: readonly string[], resourceAccounts: readonly string[]): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid,
      principals: [new iam.AnyPrincipal()],
      actions: [...actions],
      resources: ['*'],
      conditions: {
        StringEquals: { 'aws:PrincipalAccount': Stack.of(this).account },
        // Requests that concern no resource, such as ecr:GetAuthorizationToken, do not carry the key.
        StringEqualsIfExists: { 'aws:ResourceAccount': [...resourceAccounts] },
      },
    });
  }
}

function idOf(service: string): string {
  return service
    .split(/[.-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}
