import {
  alternatives,
  type Assembly,
  type AttachedStatement,
  itemsOf,
  literalOf,
  type ResourceView,
} from '../../../constructs/template';
import { rank, type AccessLevels } from './access-levels';
import { readStatement, type PolicyStatement } from './policies';
import { distinct, groupBy, sortedBy } from './sort';

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
  const roles = assembly.ofEnvironment(environment).filter(({ type }) => type === 'AWS::IAM::Role');
  const readOnce = remembering(assembly);
  return sortedBy(roles, ({ path }) => path).map((role) => {
    const statements = assembly.statementsAt(role);
    const of = (kind: string): ReadStatement[] =>
      statements.filter(({ statement }) => statement.kind === kind).map(readOnce);
    const permissions = of('identity').map((statement) => forPrincipal(assembly, role, statement));
    return {
      environment,
      stack: role.stack,
      path: role.path,
      label: role.label,
      logicalId: role.logicalId,
      description: description(assembly, role),
      assumedBy: distinct(of('trust').flatMap(trustOf)),
      managedPolicies: itemsOf(role.properties['ManagedPolicyArns'])
        .filter((arn) => !assembly.references(role, arn).some(({ type }) => type === 'AWS::IAM::ManagedPolicy'))
        .map((arn) => assembly.text(role, arn).replace(/^arn:[^:]+:iam::aws:policy\//, 'AWS managed: '))
        .sort(),
      grants: grantsOf(
        permissions.filter(({ effect }) => effect === 'Allow'),
        levels,
      ),
      denies: permissions.filter(({ effect }) => effect === 'Deny').map(plain),
    };
  });
}

/** A statement with the classes of the data in the resources that it names. */
interface ReadStatement extends PolicyStatement {
  readonly dataClasses: readonly string[];
}

/** Policies that many roles share are read once. */
function remembering(assembly: Assembly): (attached: AttachedStatement) => ReadStatement {
  const read = new Map<AttachedStatement, ReadStatement>();
  return (attached) => {
    const known = read.get(attached);
    if (known !== undefined) return known;
    const targets = assembly.references(attached.from, attached.statement.value['Resource']);
    const fresh = { ...readStatement(assembly, attached), dataClasses: distinct(targets.flatMap(dataClassesOf)) };
    read.set(attached, fresh);
    return fresh;
  };
}

function description(assembly: Assembly, role: ResourceView): string | undefined {
  const text = role.properties['Description'];
  return text === undefined ? undefined : assembly.text(role, text);
}

function trustOf({ principals, conditions }: ReadStatement): string[] {
  return principals.map((principal) =>
    conditions.length === 0 ? principal : `${principal} if ${conditions.join(' and ')}`,
  );
}

/** A tag of whoever makes the request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
const PRINCIPAL_TAG = /\$\{aws:PrincipalTag\/([^},]+)(?:,\s*'([^']*)')?\}/g;

/** A statement as it counts for one role: with the values of its tags, and a condition for each tag that decides. */
function forPrincipal(assembly: Assembly, role: ResourceView, statement: ReadStatement): ReadStatement {
  const said = new Set<string>();
  const resolve = (text: string): string =>
    text.replaceAll(PRINCIPAL_TAG, (variable: string, tag: string, otherwise?: string) => {
      const value = role.tags[tag] === undefined ? otherwise : assembly.text(role, role.tags[tag]);
      said.add(
        value === undefined
          ? `aws:PrincipalTag/${tag}, which the role does not have`
          : `aws:PrincipalTag/${tag} = ${value}`,
      );
      return value ?? variable;
    });
  const resources = statement.resources.map(resolve);
  const conditions = statement.conditions.map(resolve);
  return said.size === 0 ? statement : { ...statement, resources, conditions: [...conditions, ...said].sort() };
}

function grantsOf(statements: readonly ReadStatement[], levels: AccessLevels): Grant[] {
  const grants = statements.flatMap((statement) => {
    const byLevel = new Map<string, string[]>();
    for (const action of statement.actions) {
      for (const level of levels.get(action) ?? ['Unknown'])
        byLevel.set(level, [...(byLevel.get(level) ?? []), action]);
    }
    return [...byLevel].map(([access, actions]) => ({
      access,
      actions: distinct(actions),
      resources: distinct(statement.resources),
      dataClasses: statement.dataClasses,
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

/** The classes of data that a resource's tags declare; several where a condition decides. */
function dataClassesOf({ tags }: ResourceView): string[] {
  const found = Object.entries(tags).find(([key]) => /(^|:)data[-_]?class(ification)?$/i.test(key));
  return alternatives(found?.[1]).flatMap((value) => literalOf(value) ?? []);
}

function plain({ effect, actions, resources, principals, conditions }: PolicyStatement): PolicyStatement {
  return { effect, actions, resources, principals, conditions };
}

/** The policies that stand at resources, keys included. */
export function gatherResourcePolicies(assembly: Assembly, environment: string): ResourcePolicy[] {
  const rows = assembly.ofEnvironment(environment).flatMap((resource): ResourcePolicy[] => {
    const statements = assembly
      .statementsAt(resource)
      .filter(({ statement: { kind } }) => kind === 'resource' || kind === 'key')
      .map((attached) => plain(readStatement(assembly, attached)));
    const { path, label, type } = resource;
    return statements.length === 0 ? [] : [{ environment, path, label, resourceType: type, statements }];
  });
  return sortedBy(rows, ({ path }) => path);
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
