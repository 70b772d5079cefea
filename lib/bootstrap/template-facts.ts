import type { AssemblyStack } from './assembly';

/** What templates name besides their resources. */
export interface TemplateFacts {
  /** Buckets with the code of functions. */
  readonly assetBuckets: readonly string[];
  /** SSM parameters that CloudFormation resolves. */
  readonly parameters: readonly string[];
  /** Regions of the stacks whose outputs are read. */
  readonly outputRegions: readonly string[];
  readonly hasCustomResource: boolean;
  /** Whether a scaling policy tracks a target. */
  readonly tracksTargets: boolean;
}

const TARGET_TRACKING = 'TargetTrackingScalingPolicyConfiguration';

export function literalsOf(stacks: readonly AssemblyStack[]): TemplateFacts {
  const resources = stacks.flatMap(({ template }) => Object.values(template.Resources));
  const buckets = resources.flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Function' ? textsOf(partOf(Properties['Code'], 'S3Bucket')) : [],
  );
  const parameters = stacks.flatMap(({ template }) =>
    Object.values(template.Parameters).flatMap(({ Type, Default }) =>
      Type.startsWith('AWS::SSM::Parameter::Value') ? textsOf(Default) : [],
    ),
  );
  const outputs = stacks.flatMap(({ template, region }) =>
    valuesOf(template.Resources, 'Fn::GetStackOutput').map((output) => textsOf(partOf(output, 'Region'))[0] ?? region),
  );
  return {
    assetBuckets: distinct(buckets),
    parameters: distinct(parameters),
    outputRegions: distinct(outputs),
    hasCustomResource: resources.some(({ Properties }) => 'ServiceToken' in Properties),
    tracksTargets: resources.some(({ Properties }) => TARGET_TRACKING in Properties),
  };
}

/** The services that the trust policies of the roles name. */
export function servicesThatAssume(stacks: readonly AssemblyStack[]): readonly string[] {
  const roles = stacks.flatMap(({ template }) =>
    Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role'),
  );
  return distinct(
    roles.flatMap(({ Properties }) => valuesOf(Properties['AssumeRolePolicyDocument'], 'Service')).flatMap(textsOf),
  );
}

/**
 * The actions that the roles of the templates are allowed: by their own policies, and by those of buckets, keys, queues and
 * tables that name them. A permissions boundary limits both:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-eval-logic
 */
export function allowedActions(stacks: readonly AssemblyStack[]): readonly string[] {
  const resources = stacks.flatMap(({ template }) => Object.values(template.Resources));
  const allowed = resources.flatMap(({ Type, Properties }) => {
    const statements = valuesOf(Properties, 'Statement').flatMap(listed);
    // A trust policy names who assumes the role, which is no permission of the role.
    const trust = new Set(valuesOf(Properties['AssumeRolePolicyDocument'], 'Statement').flatMap(listed));
    const ofIdentity = Type.startsWith('AWS::IAM::');
    return statements.filter(
      (statement) =>
        partOf(statement, 'Effect') === 'Allow' && !trust.has(statement) && (ofIdentity || namesRole(statement)),
    );
  });
  return distinct(allowed.flatMap((statement) => listed(partOf(statement, 'Action')).flatMap(textsOf)));
}

/** Whether a statement of a resource is for roles, rather than for everybody, a service, or the account of the resource. */
function namesRole(statement: unknown): boolean {
  const principals = listed(partOf(partOf(statement, 'Principal'), 'AWS'));
  return principals.some((principal) => principal !== undefined && !/^"\*"$|:root"/.test(JSON.stringify(principal)));
}

/** Every value under a key, however deep. */
function valuesOf(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((part) => valuesOf(part, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]): readonly unknown[] =>
    name === key ? [part, ...valuesOf(part, key)] : valuesOf(part, key),
  );
}

function partOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown): readonly string[] {
  return listed(value).filter((one) => typeof one === 'string');
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}
