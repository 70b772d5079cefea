import { actionsOf, type IamAction } from '../../constructs/compliance/core/iam-catalogue';
import { actionsIn } from './actions/entry';
import type { AssemblyStack, TemplateResource } from './assembly';
import { LIMIT_CHANGES, type PolicyStatement } from './policy';
import { RESOURCE_ACTIONS } from './resource-actions';
import { partitionOf, type PlaceOfNames, ResourceNames } from './resource-names';
import { literalsOf, servicesThatAssume } from './template-facts';

/** What the execution role of one Region is made for. */
export interface ExecutionScope extends PlaceOfNames {
  /** The stacks of this Region. */
  readonly stacks: readonly AssemblyStack[];
  /** ARN of the permissions boundary that every role must have. @default - roles may be made without one */
  readonly boundary?: string;
  /** ARNs of the policies that the role must not change: its own, and the boundaries. */
  readonly guarded: readonly string[];
}

type Condition = NonNullable<PolicyStatement['Condition']>;

/** With a boundary, these are allowed only for roles that have it. `UpdateAssumeRolePolicy` gives nothing that it limits. */
const BOUND = new Set([
  'iam:AttachRolePolicy',
  'iam:CreateRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
]);

/** https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html */
const SCALING_ROLE = 'sagemaker.application-autoscaling.amazonaws.com';

/**
 * `DescribeAlarms` answers for composite alarms only where it is allowed on `*`:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
const ON_EVERYTHING = new Set(['cloudwatch:DescribeAlarms']);

/** Use of keys for the data of a service, e.g. when it makes an encrypted table. Never by itself: it would read data. */
const USES_OF_KEYS = new Set(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']);

/**
 * What the CloudFormation execution role of an environment needs in one Region: the actions of the resource types that its
 * templates have, on the names that they have.
 *
 * @throws Error naming every resource type that has no entry in {@link RESOURCE_ACTIONS}
 */
export function executionStatements(scope: ExecutionScope): readonly PolicyStatement[] {
  const resources = scope.stacks.flatMap(({ template }) => Object.values(template.Resources));
  requireKnown(resources);
  const names = new ResourceNames(scope, resources);
  const actions = new Set(resources.flatMap(actionsFor));
  const allowed = [...actions].toSorted().map((action): PolicyStatement => {
    const found = resourcesOf(action, names, scope);
    return withCondition({ Effect: 'Allow', Action: [action], Resource: found }, conditionOf(action, names, scope));
  });
  return [...merged([...allowed, ...furtherStatements(scope, names)]), ...guards(scope)];
}

/** Every action that CloudFormation takes for a resource with the properties that it has. */
export function actionsFor({ Type, Properties }: TemplateResource): readonly string[] {
  const entry = RESOURCE_ACTIONS[Type];
  if (entry === undefined) return [];
  const { read, create, update, delete: remove, withProperty = {} } = entry;
  const further = Object.entries(withProperty).flatMap(([name, actions]) => (name in Properties ? [actions] : []));
  return [read, create, update, remove, ...further].flatMap(actionsIn);
}

function requireKnown(resources: readonly TemplateResource[]): void {
  const unknown = resources.map(({ Type }) => Type).filter((type) => !(type in RESOURCE_ACTIONS) && !isCustom(type));
  if (unknown.length === 0) return;
  const types = [...new Set(unknown)].toSorted().join(', ');
  throw new Error(
    `every resource type must have its actions in lib/bootstrap/actions, and these have none: ${types}; add one entry for each`,
  );
}

function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

/** ARNs of the types that an action requires, and of those among the optional ones that the environment has. */
function resourcesOf(action: string, names: ResourceNames, { account, region }: ExecutionScope): readonly string[] {
  if (action === 'iam:CreateServiceLinkedRole') {
    return [`arn:${partitionOf(region)}:iam::${account}:role/aws-service-role/${SCALING_ROLE}/*`];
  }
  if (ON_EVERYTHING.has(action)) return ['*'];
  const [service = ''] = action.split(':');
  const types = definitionOf(action).resourceTypes.filter(({ name, required }) => required || names.has(service, name));
  const found = [...new Set(types.flatMap(({ name }) => names.arnsOf(service, name)))].toSorted();
  return found.length === 0 ? ['*'] : found;
}

/** @throws Error when the service has no such action */
export function definitionOf(action: string): IamAction {
  const [service = '', name = ''] = action.split(':');
  const found = actionsOf(service)[name.toLowerCase()];
  if (found === undefined) throw new Error(`${action} does not exist; correct lib/bootstrap/actions`);
  return found;
}

function conditionOf(
  action: string,
  names: ResourceNames,
  { stacks, region, boundary }: ExecutionScope,
): Condition | undefined {
  if (USES_OF_KEYS.has(action)) {
    const services = ['dynamodb', 'lambda'].map((service) => `${service}.${region}.amazonaws.com`);
    return { StringEquals: { 'kms:ViaService': services } };
  }
  const bound: Condition =
    boundary !== undefined && BOUND.has(action) ? { StringEquals: { 'iam:PermissionsBoundary': boundary } } : {};
  switch (action) {
    case 'iam:PassRole':
      return { StringEquals: { 'iam:PassedToService': servicesThatAssume(stacks) } };
    case 'iam:CreateServiceLinkedRole':
      return { StringEquals: { 'iam:AWSServiceName': SCALING_ROLE } };
    case 'iam:AttachRolePolicy':
      return { ...bound, ArnLike: { 'iam:PolicyARN': names.arnsOf('iam', 'policy') } };
    case 'kms:CreateGrant':
      return { Bool: { 'kms:GrantIsForAWSResource': 'true' } };
    case 'lambda:CreateEventSourceMapping':
      return { ArnLike: { 'lambda:FunctionArn': names.arnsOf('lambda', 'function') } };
    default:
      return Object.keys(bound).length === 0 ? undefined : bound;
  }
}

/** What belongs to no resource type: parameters, assets, functions behind custom resources, outputs of other stacks. */
function furtherStatements(scope: ExecutionScope, names: ResourceNames): readonly PolicyStatement[] {
  const { stacks, region, account, stackPrefix } = scope;
  const { assetBuckets, parameters, outputRegions, hasCustomResource, tracksTargets } = literalsOf(stacks);
  const partition = partitionOf(region);
  const at = (service: string, place: string, resource: string) =>
    `arn:${partition}:${service}:${place}:${account}:${resource}`;
  const stems = scope.stems.filter((stem) => stem.includes('/'));
  const patterns = parameters.map((name) => {
    const stem = stems.find((one) => name.startsWith(`/${one}`));
    return at('ssm', region, `parameter${stem === undefined ? name : `/${stem}*`}`);
  });
  const rows: [actions: readonly string[], resources: readonly string[]][] = [
    [['s3:GetObject'], assetBuckets.map((bucket) => `arn:${partition}:s3:::${bucket}/*`)],
    [['ssm:GetParameters'], patterns],
    [
      ['cloudformation:DescribeStacks'],
      outputRegions.map((one) => at('cloudformation', one, `stack/${stackPrefix}*/*`)),
    ],
    // Target tracking makes alarms that begin so, for whoever calls PutScalingPolicy.
    [
      ['cloudwatch:DeleteAlarms', 'cloudwatch:PutMetricAlarm'],
      tracksTargets ? [at('cloudwatch', region, 'alarm:TargetTracking-*')] : [],
    ],
    [['lambda:InvokeFunction'], hasCustomResource ? names.arnsOf('lambda', 'function') : []],
  ];
  const scaling: PolicyStatement = {
    Effect: 'Allow',
    Action: ['iam:PassRole'],
    // Only its service can assume it. That a target names it may need no permission: it is right either way.
    Resource: [`arn:${partition}:iam::${account}:role/aws-service-role/${SCALING_ROLE}/*`],
    Condition: { StringEquals: { 'iam:PassedToService': ['application-autoscaling.amazonaws.com', SCALING_ROLE] } },
  };
  const known = rows.flatMap(([Action, found]): readonly PolicyStatement[] =>
    found.length === 0 ? [] : [{ Effect: 'Allow', Action, Resource: [...new Set(found)].toSorted() }],
  );
  return names.has('application-autoscaling', 'ScalableTarget') ? [...known, scaling] : known;
}

/** Whatever the names allow, the role changes neither what limits it nor a role of CDK. */
function guards({ guarded, region, account }: ExecutionScope): readonly PolicyStatement[] {
  const roles = `arn:${partitionOf(region)}:iam::${account}:role/cdk-*`;
  return [
    {
      Sid: 'KeepItsOwnLimits',
      Effect: 'Deny',
      Action: [...LIMIT_CHANGES, 'iam:PassRole'].toSorted(),
      Resource: [...guarded, roles].toSorted(),
    },
  ];
}

function withCondition(statement: PolicyStatement, Condition: Condition | undefined): PolicyStatement {
  return Condition === undefined ? statement : { ...statement, Condition };
}

/** Statements that differ in their actions alone, as one. */
function merged(statements: readonly PolicyStatement[]): readonly PolicyStatement[] {
  const byRest = new Map<string, PolicyStatement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Resource, statement.Condition]);
    const same = byRest.get(key);
    const Action = [...new Set([...(same?.Action ?? []), ...statement.Action])].toSorted();
    byRest.set(key, { ...statement, Action });
  }
  return [...byRest.values()];
}
