import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { WorkloadRole } from '../identity';

/**
 * Closes the default security group of a VPC, and keeps it closed.
 *
 * CloudFormation cannot take away the two rules that every default group is born with. CDK's own remedy is a Lambda
 * function that runs once. Schedules that call EC2 themselves need no code, start as soon as they are made
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html), and take the rules away again when
 * somebody puts them back.
 */
export class ClosedDefaultSecurityGroup extends Construct {
  constructor(scope: Construct, id: string, vpc: ec2.CfnVPC) {
    super(scope, id);
    const stack = Stack.of(this);
    const groupId = vpc.attrDefaultSecurityGroup;
    const role = new WorkloadRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      description: 'Takes the rules of the default security group away',
    });
    role.addToPrincipalPolicy(
      new iam.PolicyStatement({
        actions: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
        resources: [
          stack.formatArn({
            service: 'ec2',
            resource: 'security-group',
            resourceName: groupId,
            arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
          }),
        ],
      }),
    );
    this.revoke('Ingress', groupId, role, { UserIdGroupPairs: [{ GroupId: groupId, UserId: stack.account }] });
    this.revoke('Egress', groupId, role, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
    acknowledge(vpc, {
      id: 'NIST.800.53.R5::NIST.800.53.R5-VPCDefaultSecurityGroupClosed',
      reason:
        'The rule knows no other way of closing the group than the custom resource of the CDK construct for VPCs.',
      compensatingControl:
        'Schedules revoke both default rules as soon as the stack is deployed and every hour after; nothing runs in the group, and no endpoint admits it.',
    });
  }

  private revoke(direction: 'Ingress' | 'Egress', groupId: string, role: WorkloadRole, peers: object): void {
    const schedule = new scheduler.CfnSchedule(this, direction, {
      description: `Takes the ${direction.toLowerCase()} rule of the default security group away`,
      scheduleExpression: 'rate(1 hour)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: `arn:${Stack.of(this).partition}:scheduler:::aws-sdk:ec2:revokeSecurityGroup${direction}`,
        roleArn: role.roleArn,
        input: Stack.of(this).toJsonString({ GroupId: groupId, IpPermissions: [{ IpProtocol: '-1', ...peers }] }),
        // EC2 answers with an error when the rule is gone already, which is what is wanted: the next hour asks again.
        retryPolicy: { maximumRetryAttempts: 0 },
      },
    });
    schedule.node.addDependency(role.permissions);
  }
}
