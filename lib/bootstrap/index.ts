import type { ResolvedEnvironment } from '../config';
import { type AssemblyStack, stacksOfAssembly } from './assembly';
import { executionBoundary, workloadBoundary } from './boundaries';
import { executionStatements } from './execution-policies';
import { packStatements, type PolicyDocument } from './policy';
import { partitionOf, ResourceNames } from './resource-names';
import { serviceControlPolicy } from './service-control-policy';

export { RESOURCE_ACTIONS } from './resource-actions';
export { partitionOf };

/** A policy of an account. */
export interface NamedPolicy {
  /** Its name, and that of its file without `.json`. */
  readonly name: string;
  readonly document: PolicyDocument;
}

/** What an account and its Regions are bootstrapped with. */
export interface BootstrapPolicies {
  /** Of the CloudFormation execution role, by Region: the main one first. */
  readonly execution: readonly { readonly region: string; readonly policies: readonly NamedPolicy[] }[];
  /** Permissions boundary of the roles that the stacks create. */
  readonly workloadBoundary: NamedPolicy;
  /** Permissions boundary of the CloudFormation execution role. */
  readonly executionBoundary: NamedPolicy;
  /** Whether the environment's configuration demands the boundary, so that the execution role makes no role without it. */
  readonly bound: boolean;
  /** Recommended to the organization. */
  readonly serviceControlPolicy: NamedPolicy;
}

/** What the policies are made from. */
export interface BootstrapSource {
  readonly environment: ResolvedEnvironment;
  /** Folder of a cloud assembly that passed the gate, e.g. `cdk.out`. */
  readonly assembly: string;
  /** ARN of the role that may change what the service control policy protects. @default - `OrganizationAccountAccessRole` */
  readonly administrator?: string;
}

/**
 * The policies of an environment, from the resource types, names and roles of its templates. The same assembly gives the same
 * bytes.
 *
 * @returns undefined when the assembly does not have the environment
 * @throws Error when a resource type has no entry, or when the policies do not fit one role
 */
export function bootstrapPolicies(source: BootstrapSource): BootstrapPolicies | undefined {
  const { environment, assembly } = source;
  const stacks = stacksOfAssembly(assembly, environment.name);
  if (stacks.length === 0) return undefined;
  const { account, region, names, permissionsBoundary } = environment;
  const partition = partitionOf(region);
  const arnOf = (name: string) => `arn:${partition}:iam::${account}:policy/${name}`;
  const boundary = permissionsBoundary ?? names.workloadBoundary;
  const prefix = names.deploymentPolicyPrefix;
  const guarded = [arnOf(boundary), arnOf(`${prefix}*`)].toSorted();
  const demanded = permissionsBoundary === undefined ? undefined : arnOf(permissionsBoundary);
  const regions = [region, ...new Set(stacks.map((stack) => stack.region).filter((one) => one !== region))];
  const { namePrefix } = environment.company.roles ?? {};
  // The aspect that names roles joins the names of environment and stack without a hyphen.
  const ofRoles = namePrefix === undefined ? [] : [`${namePrefix}${environment.name}`];
  const place = { account, stems: [...names.stems, ...ofRoles], stackPrefix: names.stackPrefix };
  const execution = regions.map((one) => {
    const ofRegion = stacks.filter((stack) => stack.region === one);
    const scope = { ...place, region: one, stacks: ofRegion, boundary: demanded, guarded };
    const documents = packStatements(executionStatements(scope));
    return {
      region: one,
      policies: documents.map((document, index) => ({ name: `${prefix}${one}-${index + 1}`, document })),
    };
  });
  const control = serviceControlPolicy({
    account,
    partition,
    regions: environment.company.allowedRegions.toSorted(),
    guarded,
    administrator: source.administrator ?? `arn:${partition}:iam::${account}:role/OrganizationAccountAccessRole`,
    names: new ResourceNames({ ...place, region }, resourcesOf(stacks)),
  });
  return {
    execution,
    workloadBoundary: { name: boundary, document: workloadBoundary(stacks) },
    executionBoundary: { name: `${prefix}boundary`, document: executionBoundary(guarded, demanded) },
    bound: demanded !== undefined,
    serviceControlPolicy: { name: `${prefix}service-control-policy`, document: control },
  };
}

function resourcesOf(stacks: readonly AssemblyStack[]) {
  return stacks.flatMap(({ template }) => Object.values(template.Resources));
}
