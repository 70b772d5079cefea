import { rank, type AccessLevels } from './access-levels';
import type { Assembly, Resource } from './assembly';
import { at, distinct, groupBy, list, literal, sortedBy } from './json';
import { attachedPolicies, readPolicy, type PolicyStatement, type ReadStatement } from './policies';

/** What a role may do on one level of access. */
export interface Grant {
  /** `Read`, `Write`, `Permissions management`, … */
  readonly access: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Classes of the data in the resources, where their tags tell. */
  readonly dataClasses: readonly string[];
  readonly conditions: readonly string[];
}

/** A role and what it may do. */
export interface Identity {
  readonly environment: string;
  readonly stack: string;
  readonly path: string;
  readonly label: string;
  readonly logicalId: string;
  readonly description?: string;
  /** Who may assume it, with the conditions. */
  readonly assumedBy: readonly string[];
  /** Managed policies that it has besides those of the assembly. */
  readonly managedPolicies: readonly string[];
  readonly grants: readonly Grant[];
  readonly denies: readonly PolicyStatement[];
}

/** Statements of a resource's own policy. */
export interface ResourcePolicy {
  readonly environment: string;
  readonly path: string;
  readonly label: string;
  readonly resourceType: string;
  readonly statements: readonly PolicyStatement[];
}

/** Who may read or write which class of data. */
export interface DataAccess {
  readonly environment: string;
  readonly dataClass: string;
  readonly access: string;
  readonly roles: readonly string[];
}

/** Reads the roles of an environment. */
export function gatherIdentities(assembly: Assembly, environment: string, levels: AccessLevels): Identity[] {
  const resources = assembly.ofEnvironment(environment);
  const statements = new Map<Resource, ReadStatement[]>();
  for (const policy of resources) {
    if (
      policy.type !== 'AWS::IAM::Policy' &&
      policy.type !== 'AWS::IAM::ManagedPolicy' &&
      policy.type !== 'AWS::IAM::RolePolicy'
    )
      continue;
    const read = readPolicy(assembly, policy, policy.properties['PolicyDocument']);
    const holders = [...list(policy.properties['Roles']), ...list(policy.properties['RoleName'])];
    for (const role of assembly.references(policy, holders))
      statements.set(role, [...(statements.get(role) ?? []), ...read]);
  }
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return sortedBy(roles, ({ path }) => path).map((role) => {
    const inline = list(role.properties['Policies']).flatMap((policy) =>
      readPolicy(assembly, role, at(policy, 'PolicyDocument')),
    );
    const all = [...inline, ...(statements.get(role) ?? [])];
    return {
      environment,
      stack: role.stack,
      path: role.path,
      label: role.label,
      logicalId: role.logicalId,
      description: literal(role.properties['Description']),
      assumedBy: trustOf(assembly, role),
      managedPolicies: list(role.properties['ManagedPolicyArns'])
        .filter((arn) => assembly.references(role, arn).length === 0)
        .map((arn) => assembly.text(role, arn).replace(/^arn:[^:]+:iam::aws:policy\//, 'AWS managed: '))
        .sort(),
      grants: grantsOf(
        all.filter(({ effect }) => effect === 'Allow'),
        levels,
      ),
      denies: all.filter(({ effect }) => effect === 'Deny').map(plain),
    };
  });
}

function trustOf(assembly: Assembly, role: Resource): string[] {
  return distinct(
    readPolicy(assembly, role, role.properties['AssumeRolePolicyDocument']).flatMap(({ principals, conditions }) =>
      principals.map((principal) =>
        conditions.length === 0 ? principal : `${principal} if ${conditions.join(' and ')}`,
      ),
    ),
  );
}

function grantsOf(statements: readonly ReadStatement[], levels: AccessLevels): Grant[] {
  const grants = statements.flatMap((statement) => {
    const byLevel = new Map<string, string[]>();
    for (const action of statement.actions) {
      for (const level of levels.get(action) ?? ['Unknown'])
        byLevel.set(level, [...(byLevel.get(level) ?? []), action]);
    }
    const dataClasses = distinct(statement.targets.flatMap((target) => dataClassOf(target) ?? []));
    return [...byLevel].map(([access, actions]) => ({
      access,
      actions: distinct(actions),
      resources: distinct(statement.resources),
      dataClasses,
      conditions: statement.conditions,
    }));
  });
  // Statements with the same level, resources and conditions are one line for a reader.
  const merged = [
    ...groupBy(grants, ({ access, resources, conditions }) => JSON.stringify([access, resources, conditions])).values(),
  ].map(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, actions: distinct([first, ...rest].flatMap(({ actions }) => actions)) }],
  );
  return merged
    .flat()
    .sort((a, b) => rank(a.access) - rank(b.access) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** The class of data that a resource's tags declare. */
export function dataClassOf(resource: Pick<Resource, 'tags'>): string | undefined {
  const found = Object.entries(resource.tags).find(([key]) => /(^|:)data[-_]?class(ification)?$/i.test(key));
  return found?.[1];
}

function plain({ effect, actions, resources, principals, conditions }: PolicyStatement): PolicyStatement {
  return { effect, actions, resources, principals, conditions };
}

/** The policies that stand at resources, keys included. */
export function gatherResourcePolicies(assembly: Assembly, environment: string): ResourcePolicy[] {
  return sortedBy(
    [...attachedPolicies(assembly, environment)]
      .filter(([, statements]) => statements.length > 0)
      .map(([resource, statements]) => ({
        environment,
        path: resource.path,
        label: resource.label,
        resourceType: resource.type,
        statements: statements.map(plain),
      })),
    ({ path }) => path,
  );
}

/** Turns grants round: for each class of data, the roles on each level of access. */
export function gatherDataAccess(identities: readonly Identity[]): DataAccess[] {
  const cells = identities.flatMap(({ environment, label, grants }) =>
    grants.flatMap(({ access, dataClasses }) =>
      dataClasses.map((dataClass) => ({ environment, dataClass, access, label })),
    ),
  );
  const groups = groupBy(cells, ({ environment, dataClass, access }) =>
    JSON.stringify([environment, dataClass, rank(access), access]),
  );
  return sortedBy(groups, ([key]) => key).flatMap(([, group]) => {
    const [first] = group;
    return first === undefined
      ? []
      : [
          {
            environment: first.environment,
            dataClass: first.dataClass,
            access: first.access,
            roles: distinct(group.map(({ label }) => label)),
          },
        ];
  });
}
