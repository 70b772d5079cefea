import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Where workloads run: what handlers, endpoints and jobs need to know of a network. `Network` of the network room is one. */
export interface IWorkloadNetwork {
  readonly vpc: ec2.IVpc;
  /** Private subnets, one for each availability zone. */
  readonly subnets: readonly ec2.ISubnet[];
  /** The group that every workload runs in. */
  readonly workloadSecurityGroup: ec2.ISecurityGroup;
}
