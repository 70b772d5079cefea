import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The network in which handlers, endpoints and jobs run. `Network` of the network room implements it. */
export interface IWorkloadNetwork {
  readonly vpc: ec2.IVpc;
  /** Private subnets, one per Availability Zone. */
  readonly subnets: readonly ec2.ISubnet[];
  /** The security group of every workload. */
  readonly workloadSecurityGroup: ec2.ISecurityGroup;
}
