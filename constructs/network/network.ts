import { Stack, Tags, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { failIfAny, type DataRemoval, effectiveRemoval, type IWorkloadNetwork } from '../ground';
import { parseBlock, SUBNET_BITS, subBlock, VPC_PREFIX, ZONES } from './core';
import { ClosedDefaultSecurityGroup } from './default-security-group';
import {
  type EndpointService,
  type GatewayPrefixLists,
  ENDPOINT_SERVICES,
  GATEWAY_PREFIX_LISTS,
} from './endpoint-services';
import { VpcEndpoints } from './vpc-endpoints';
import { FlowLogs } from './flow-logs';

/** Properties of a {@link Network}, whose data are the flow logs. */
export interface NetworkProps extends DataRemoval {
  /** IPv4 block of the VPC, from /16 to /26, e.g. `10.30.0.0/16`. */
  readonly cidr: string;
  /** Names of 2 to 4 availability zones, e.g. `eu-west-1a`: given by name, because a look-up would need an account. */
  readonly availabilityZones: readonly string[];
  /** Encrypts the flow logs; its policy must allow CloudWatch Logs, as that of `DataKeys.logs` does. */
  readonly flowLogKey: kms.IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly flowLogRetention?: logs.RetentionDays;
  /** Services that workloads can reach, in addition to S3. @default - S3 only */
  readonly endpoints?: readonly EndpointService[];
  /** Other accounts whose container images may be pulled through the ECR endpoints. @default - none */
  readonly imageAccounts?: readonly string[];
  /**
   * Prefix lists of the gateway endpoints in this Region.
   * @default - those of the Region, if they are known. Otherwise the security group allows HTTPS to any address, and only
   *   the route table restricts it: it has routes to the gateway endpoints only
   */
  readonly gatewayPrefixLists?: GatewayPrefixLists;
}

/**
 * A VPC without internet access: one private subnet per zone, and VPC endpoints only for the services that you name. Pass it
 * to its workloads as `IWorkloadNetwork`.
 */
export class Network extends Construct implements IWorkloadNetwork {
  public readonly vpc: ec2.IVpc;
  public readonly subnets: readonly ec2.ISubnet[];
  /** Allows no ingress, and egress over HTTPS to the VPC endpoints. */
  public readonly workloadSecurityGroup: ec2.SecurityGroup;
  /** The group of the interface endpoints; none when there are only gateway endpoints. */
  public readonly endpointSecurityGroup?: ec2.ISecurityGroup;
  public readonly flowLogGroup: logs.ILogGroup;
  private readonly endpoints: VpcEndpoints;

  /** @throws Error naming every invalid prop */
  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    failIfAny(this, problemsOf(Stack.of(this), props));
    const services = props.endpoints ?? [];
    const resource = new ec2.CfnVPC(this, 'Vpc', {
      cidrBlock: props.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
    Tags.of(resource).add('Name', this.node.path);
    new ClosedDefaultSecurityGroup(this, 'DefaultSecurityGroup', resource);
    this.flowLogGroup = new FlowLogs(this, 'FlowLogs', {
      vpcId: resource.ref,
      encryptionKey: props.flowLogKey,
      retention: props.flowLogRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: effectiveRemoval(props),
    }).logGroup;
    this.vpc = this.createSubnets(resource, props);
    this.subnets = this.vpc.isolatedSubnets;
    this.workloadSecurityGroup = this.createWorkloadSecurityGroup(services.includes('dynamodb'), props);
    this.endpoints = new VpcEndpoints(this, 'Endpoints', {
      vpc: this.vpc,
      subnets: this.subnets,
      workloadSecurityGroup: this.workloadSecurityGroup,
      services,
      imageAccounts: props.imageAccounts ?? [],
    });
    this.endpointSecurityGroup = this.endpoints.securityGroup;
  }

  /**
   * The VPC endpoint of a service, e.g. for a policy that allows only requests through it.
   * @throws Error when the network has no endpoint for it
   */
  public endpointFor(service: EndpointService | 's3'): ec2.IVpcEndpoint {
    return this.endpoints.endpointFor(service);
  }

  /**
   * The subnets, on CloudFormation's own types: `ec2.Vpc` asks its stack for the zones of the account even when they are
   * given, which ends in a look-up.
   */
  private createSubnets(vpc: ec2.CfnVPC, { cidr, availabilityZones }: NetworkProps): ec2.IVpc {
    const block = parseBlock(cidr) ?? { base: 0, prefix: 0 };
    const routeTable = new ec2.CfnRouteTable(this, 'RouteTable', { vpcId: vpc.ref });
    Tags.of(routeTable).add('Name', this.node.path);
    const subnets = availabilityZones.map((availabilityZone, index) => {
      const subnet = new ec2.CfnSubnet(this, `Subnet${index + 1}`, {
        vpcId: vpc.ref,
        availabilityZone,
        cidrBlock: subBlock(block, SUBNET_BITS, index),
        mapPublicIpOnLaunch: false,
      });
      Tags.of(subnet).add('Name', `${this.node.path}/${availabilityZone}`);
      acknowledge(subnet, {
        id: 'CloudFormation-Validate::W3010',
        reason: 'A zone that CloudFormation chooses is known to nobody who reviews the template, and may change.',
        compensatingControl: 'Zones are named in the configuration, and must lie in the Region and differ.',
      });
      new ec2.CfnSubnetRouteTableAssociation(this, `Subnet${index + 1}Route`, {
        subnetId: subnet.ref,
        routeTableId: routeTable.ref,
      });
      return subnet;
    });
    return ec2.Vpc.fromVpcAttributes(this, 'Imported', {
      vpcId: vpc.ref,
      vpcCidrBlock: cidr,
      availabilityZones: [...availabilityZones],
      isolatedSubnetIds: subnets.map((subnet) => subnet.ref),
      isolatedSubnetRouteTableIds: subnets.map(() => routeTable.ref),
      isolatedSubnetIpv4CidrBlocks: subnets.map((_, index) => subBlock(block, SUBNET_BITS, index)),
    });
  }

  private createWorkloadSecurityGroup(dynamodb: boolean, props: NetworkProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'WorkloadSecurityGroup', {
      vpc: this.vpc,
      description: 'Workloads: HTTPS to endpoints',
      allowAllOutbound: false,
    });
    const known = props.gatewayPrefixLists ?? GATEWAY_PREFIX_LISTS[Stack.of(this).region];
    const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
    // In the group itself: EC2 opens a group that has no egress rule of its own to everywhere, and CDK renders rules for
    // prefix lists apart from the group.
    if (group.node.defaultChild instanceof ec2.CfnSecurityGroup) {
      group.node.defaultChild.securityGroupEgress = known
        ? [
            { ...https, destinationPrefixListId: known.s3, description: 'S3' },
            ...(dynamodb ? [{ ...https, destinationPrefixListId: known.dynamodb, description: 'DynamoDB' }] : []),
          ]
        : [{ ...https, cidrIp: '0.0.0.0/0', description: 'Gateway endpoints: no other route leads out' }];
    }
    return group;
  }
}

function problemsOf({ region }: Stack, props: NetworkProps): string[] {
  const problems: string[] = [];
  const block = parseBlock(props.cidr);
  const { shortest, longest } = VPC_PREFIX;
  if (!block || block.prefix < shortest || block.prefix > longest) {
    problems.push(
      `cidr must be an IPv4 block from /${shortest} to /${longest}, got '${props.cidr}'; use for example '10.30.0.0/16'`,
    );
  }
  const zones = props.availabilityZones;
  if (zones.length < ZONES.fewest || zones.length > ZONES.most) {
    problems.push(
      `availabilityZones must name ${ZONES.fewest} to ${ZONES.most} zones, got ${zones.length}; one zone alone is a single point of failure`,
    );
  }
  if (new Set(zones).size < zones.length) {
    problems.push(`availabilityZones must differ from one another, got ${zones.join(', ')}; name each once`);
  }
  const foreign = Token.isUnresolved(region) ? [] : zones.filter((zone) => !new RegExp(`^${region}[a-z]$`).test(zone));
  if (foreign.length > 0) {
    problems.push(`availabilityZones must lie in ${region}, got ${foreign.join(', ')}; use names such as ${region}a`);
  }
  const unknown = (props.endpoints ?? []).filter((service) => !ENDPOINT_SERVICES.includes(service));
  if (unknown.length > 0) {
    problems.push(`endpoints must be of ${ENDPOINT_SERVICES.join(', ')}, got ${unknown.join(', ')}; correct the names`);
  }
  const accounts = (props.imageAccounts ?? []).filter((account) => !/^\d{12}$/.test(account));
  if (accounts.length > 0) {
    problems.push(`imageAccounts must have 12 digits, got ${accounts.join(', ')}; correct them`);
  }
  return problems;
}
