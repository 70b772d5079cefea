import { writeFileSync } from 'node:fs';
import { resourceArn } from '../constructs/compliance/core/iam-catalogue';
import { RESOURCE_ACTIONS } from '../lib/bootstrap';
import { actionsIn, type ResourceActions } from '../lib/bootstrap/actions/entry';
import { definitionOf } from '../lib/bootstrap/execution-policies';

/** An action, and the ARNs with variables of the resources that it is authorized on. */
type Authorized = readonly [action: string, arns: readonly string[]];

const OWN_TYPES = new Set(Object.values(RESOURCE_ACTIONS).map(({ is }) => is));

/** What the overlay asks of the role that deploys, by resource type. */
interface DeploymentActions {
  /** ARN of the resource itself. */
  readonly own?: string;
  /** Property with its name. */
  readonly name?: string;
  readonly create: readonly Authorized[];
  readonly update: readonly Authorized[];
  readonly delete: readonly Authorized[];
  readonly withProperty: Readonly<Record<string, readonly Authorized[]>>;
}

/** Writes what CloudFormation calls for each resource type, from the table that the policies are made from. */
export function writeDeploymentActions(file: string): void {
  const entries = Object.entries(RESOURCE_ACTIONS).map(([type, entry]) => [type, actionsOf(entry)] as const);
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
}

function actionsOf(entry: ResourceActions): DeploymentActions {
  const { is, name, read, create, update, delete: remove, withProperty = {} } = entry;
  const [service = '', type = ''] = (is ?? '').split(':');
  const authorized = (...texts: string[]): readonly Authorized[] =>
    texts.flatMap(actionsIn).map((action) => [action, arnsOf(action, is)]);
  return {
    own: is === undefined ? undefined : resourceArn(service, type),
    name,
    create: authorized(create, read),
    update: authorized(update, read),
    delete: authorized(remove, read),
    withProperty: Object.fromEntries(
      Object.entries(withProperty).map(([property, actions]) => [property, authorized(actions)]),
    ),
  };
}

/** ARNs of the types that an action requires; of optional ones, the resource itself, or what it can be a part of. */
function arnsOf(action: string, own: string | undefined): readonly string[] {
  const [service = ''] = action.split(':');
  const { resourceTypes } = definitionOf(action);
  const among = (known: ReadonlySet<string | undefined>) =>
    resourceTypes.filter(({ name, required }) => required || known.has(`${service}:${name}`));
  const exact = among(new Set([own]));
  const types = exact.length > 0 ? exact : among(OWN_TYPES);
  return types.flatMap(({ name }) => resourceArn(service, name) ?? []);
}
