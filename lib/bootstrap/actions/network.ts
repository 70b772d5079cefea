import type { ResourceActions } from './entry';

const TAGS = 'ec2:CreateTags,DeleteTags';

/** The network. */
export const network: Readonly<Record<string, ResourceActions>> = {
  'AWS::EC2::FlowLog': {
    is: 'ec2:vpc-flow-log',
    read: 'ec2:DescribeFlowLogs,DescribeTags',
    create: `ec2:CreateFlowLogs ${TAGS}`,
    update: TAGS,
    delete: 'ec2:DeleteFlowLogs',
    withProperty: { DeliverLogsPermissionArn: 'iam:PassRole' },
  },
  'AWS::EC2::RouteTable': {
    is: 'ec2:route-table',
    read: 'ec2:DescribeRouteTables',
    create: `ec2:CreateRouteTable ${TAGS}`,
    update: TAGS,
    delete: 'ec2:DeleteRouteTable',
  },
  'AWS::EC2::SecurityGroup': {
    is: 'ec2:security-group',
    read: 'ec2:DescribeSecurityGroups',
    create: `ec2:CreateSecurityGroup,AuthorizeSecurityGroupEgress,AuthorizeSecurityGroupIngress,RevokeSecurityGroupEgress ${TAGS}`,
    update: `ec2:AuthorizeSecurityGroupEgress,AuthorizeSecurityGroupIngress,RevokeSecurityGroupEgress,RevokeSecurityGroupIngress,UpdateSecurityGroupRuleDescriptionsEgress,UpdateSecurityGroupRuleDescriptionsIngress ${TAGS}`,
    delete: 'ec2:DeleteSecurityGroup,DescribeInstances',
  },
  'AWS::EC2::SecurityGroupEgress': {
    read: 'ec2:DescribeSecurityGroupRules',
    create: 'ec2:AuthorizeSecurityGroupEgress,RevokeSecurityGroupEgress',
    update: 'ec2:UpdateSecurityGroupRuleDescriptionsEgress',
    delete: 'ec2:RevokeSecurityGroupEgress',
  },
  'AWS::EC2::SecurityGroupIngress': {
    read: 'ec2:DescribeSecurityGroupRules,DescribeSecurityGroups',
    create: 'ec2:AuthorizeSecurityGroupIngress',
    update: 'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
    delete: 'ec2:RevokeSecurityGroupIngress',
  },
  'AWS::EC2::Subnet': {
    is: 'ec2:subnet',
    read: 'ec2:DescribeSubnets,DescribeNetworkAcls',
    create: `ec2:CreateSubnet,ModifySubnetAttribute ${TAGS}`,
    update: `ec2:AssociateSubnetCidrBlock,DisassociateSubnetCidrBlock,ModifySubnetAttribute ${TAGS}`,
    delete: 'ec2:DeleteSubnet',
  },
  'AWS::EC2::SubnetRouteTableAssociation': {
    read: 'ec2:DescribeRouteTables,DescribeSubnets',
    create: 'ec2:AssociateRouteTable,ReplaceRouteTableAssociation',
    update: '',
    delete: 'ec2:DisassociateRouteTable',
  },
  'AWS::EC2::VPC': {
    is: 'ec2:vpc',
    read: 'ec2:DescribeVpcs,DescribeVpcAttribute,DescribeVpcEncryptionControls,DescribeNetworkAcls,DescribeSecurityGroups',
    create: `ec2:CreateVpc,ModifyVpcAttribute ${TAGS}`,
    update: `ec2:ModifyVpcAttribute,ModifyVpcTenancy ${TAGS}`,
    delete: 'ec2:DeleteVpc',
  },
  'AWS::EC2::VPCEndpoint': {
    is: 'ec2:vpc-endpoint',
    read: 'ec2:DescribeVpcEndpoints,DescribeSecurityGroups,DescribeSubnets,DescribeVpcs',
    create: `ec2:CreateVpcEndpoint ${TAGS}`,
    update: `ec2:ModifyVpcEndpoint ${TAGS}`,
    delete: `ec2:DeleteVpcEndpoints ${TAGS}`,
    // https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html: private DNS associates a hosted zone
    withProperty: { PrivateDnsEnabled: 'route53:AssociateVPCWithHostedZone' },
  },
};
