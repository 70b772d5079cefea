import { VERBS } from '../../lib/operator/commands';
import { doctor } from '../../lib/operator/commands/doctor';
import { CHECKS } from '../../lib/operator/doctor/checks';
import { IDENTITY_PERMISSIONS } from '../../lib/operator/doctor/examine';
import { prove } from '../../lib/operator/commands/prove';
import { BOOTSTRAP_PERMISSIONS, TEARDOWN_PERMISSIONS, TRIAL_PERMISSIONS } from '../../lib/operator/prove/permissions';
import { actionsOf, type Permission, type Permissions } from '../../lib/operator/permissions';
import { table, type GeneratedPart } from './part';

/**
 * The verbs that ask AWS for something, with what they ask for: as each declares it beside its code. `doctor` and `prove` have
 * tables of their own, because they need nothing that the others have in common.
 */
export const permissions: GeneratedPart = {
  document: 'docs/operator.md',
  name: 'permissions of each verb',
  markdown: () =>
    permissionTable(VERBS.filter((verb) => ![doctor, prove].includes(verb) && verb.permissions.length > 0)),
};

/** What each check of `doctor` asks for, in the order of the checks. */
export const doctorPermissions: GeneratedPart = {
  document: 'docs/operator.md',
  name: 'permissions of each check of doctor',
  markdown: () =>
    permissionTable(
      [
        { name: 'always', permissions: IDENTITY_PERMISSIONS },
        ...CHECKS.map(({ id, permissions: asked }) => ({ name: id, permissions: asked })),
      ],
      'check',
    ),
};

/** What `prove` asks for, besides what the CDK command line does for it. */
export const provePermissions: GeneratedPart = {
  document: 'docs/operator.md',
  name: 'permissions of prove',
  markdown: () =>
    permissionTable(
      [
        { name: 'bootstrap', permissions: BOOTSTRAP_PERMISSIONS },
        { name: 'proofs', permissions: TRIAL_PERMISSIONS },
        { name: 'teardown', permissions: TEARDOWN_PERMISSIONS },
      ],
      'for',
    ),
};

/** One row for what all verbs need, and one for each group of verbs that need the same besides. */
export function permissionTable(
  verbs: readonly { readonly name: string; readonly permissions: Permissions }[],
  head = 'verb',
): string {
  const cells = verbs.map((verb) => ({ name: verb.name, lines: linesOf(verb.permissions) }));
  const [first, ...others] = cells;
  const common = (first?.lines ?? []).filter((line) => others.every(({ lines }) => lines.includes(line)));
  const rows = new Map<string, readonly string[]>();
  if (common.length > 0) rows.set(common.join('<br>'), ['each of these verbs']);
  for (const { name, lines } of cells) {
    const own = lines.filter((line) => !common.includes(line)).join('<br>');
    if (own !== '') rows.set(own, [...(rows.get(own) ?? []), `\`${name}\``]);
  }
  return table(
    [head, 'actions, and what they are called on'],
    [...rows].map(([lines, names]) => [names.join(', '), lines]),
  );
}

/** Each line says on what, and when, some actions are called. */
function linesOf(given: Permissions): readonly string[] {
  const actions = new Map<string, readonly string[]>();
  for (const permission of given) {
    const { on, when, key } = permission;
    const place = [on, ...(key === undefined ? [] : [`with \`${key}\` on its key`])].join(', ');
    const line = when === undefined ? place : `${place}, when ${when}`;
    const called = actionsOf(permission).filter((action) => !isCalledAnyway(action, permission, given));
    actions.set(line, [...new Set([...(actions.get(line) ?? []), ...called])]);
  }
  return [...actions].flatMap(([line, found]) =>
    found.length === 0 ? [] : `${found.map((action) => `\`${action}\``).join(', ')} on ${line}`,
  );
}

/** Whether an action that is called in some cases is called on the same in all others too. */
function isCalledAnyway(action: string, { on, when }: Permission, given: Permissions): boolean {
  return (
    when !== undefined &&
    given.some((other) => other.when === undefined && other.on === on && actionsOf(other).includes(action))
  );
}
