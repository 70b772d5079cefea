import { documentOf, LIMIT_CHANGES, type PolicyDocument, type PolicyStatement } from './policy';
import type { ResourceNames } from './resource-names';

/** What a service control policy protects in an account. */
export interface ProtectedAccount {
  readonly account: string;
  readonly partition: string;
  /** Regions that the company allows. */
  readonly regions: readonly string[];
  /** ARNs of the policies and boundaries of deployments. */
  readonly guarded: readonly string[];
  /** ARN of the role that may change what is protected; `*` stands for any text. */
  readonly administrator: string;
  /** The names of the environment in its main Region. */
  readonly names: ResourceNames;
}

/**
 * Services without a Region, whose requests count as made in one Region:
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 */
const GLOBAL_SERVICES = [
  'account:*',
  'budgets:*',
  'ce:*',
  'cloudfront:*',
  'health:*',
  'iam:*',
  'kms:*',
  'organizations:*',
  'route53:*',
  's3:GetAccountPublicAccessBlock',
  's3:ListAllMyBuckets',
  'sts:*',
  'support:*',
];

/** The service control policy that we recommend for the account of an environment. It allows nothing. */
export function serviceControlPolicy(subject: ProtectedAccount): PolicyDocument {
  const { account, partition, regions, guarded, administrator, names } = subject;
  const cdkRoles = `arn:${partition}:iam::${account}:role/cdk-*`;
  // Deployments change what they have made. Nobody else does, and the administrator can repair it.
  const deployment = unless(administrator, `arn:${partition}:iam::${account}:role/cdk-*-cfn-exec-role-*`);
  return documentOf([
    deny('StayInOrganization', ['organizations:LeaveOrganization'], ['*']),
    deny('NoBearerTokens', ['bedrock:CallWithBearerToken', 'sagemaker:CallWithBearerToken'], ['*']),
    deny(
      'KeepTheTrail',
      ['cloudtrail:DeleteTrail', 'cloudtrail:PutEventSelectors', 'cloudtrail:StopLogging', 'cloudtrail:UpdateTrail'],
      names.arnsOf('cloudtrail', 'trail'),
      deployment,
    ),
    deny(
      'KeepTheLedger',
      [
        'dynamodb:DeleteResourcePolicy',
        'dynamodb:DeleteTable',
        'dynamodb:PutResourcePolicy',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTable',
      ],
      names.arnsOf('dynamodb', 'table'),
      deployment,
    ),
    deny(
      'KeepTheBuckets',
      [
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:PutBucketObjectLockConfiguration',
        's3:PutBucketPolicy',
        's3:PutBucketVersioning',
        's3:PutLifecycleConfiguration',
        's3:PutReplicationConfiguration',
      ],
      names.arnsOf('s3', 'bucket'),
      deployment,
    ),
    deny('KeepLockedObjects', ['s3:BypassGovernanceRetention'], names.arnsOf('s3', 'object'), unless(administrator)),
    deny('KeepTheKeys', ['kms:DisableKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'], ['*'], deployment),
    deny('KeepEndpointPolicies', ['ec2:DeleteVpcEndpoints', 'ec2:ModifyVpcEndpoint'], ['*'], deployment),
    deny('KeepTheLimitsOfDeployments', LIMIT_CHANGES, [...guarded, cdkRoles].toSorted(), unless(administrator)),
    {
      Sid: 'AllowedRegionsOnly',
      Effect: 'Deny',
      NotAction: GLOBAL_SERVICES,
      Resource: ['*'],
      Condition: { StringNotEquals: { 'aws:RequestedRegion': regions }, ...unless(administrator) },
    },
  ]);
}

function deny(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: PolicyStatement['Condition'],
): PolicyStatement {
  return { Sid, Effect: 'Deny', Action, Resource, ...(Condition === undefined ? {} : { Condition }) };
}

/** Of everybody but these roles. */
function unless(...roles: readonly string[]): PolicyStatement['Condition'] {
  return { ArnNotLike: { 'aws:PrincipalArn': roles } };
}
