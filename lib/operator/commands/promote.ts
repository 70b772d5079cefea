import { listPackages, VERSION_PERMISSIONS, versionLabel, VERSIONS_PERMISSIONS } from '../aws/packages';
import type { SessionFor } from '../aws/session';
import { printJson } from '../console';
import { EXIT, OperatorError } from '../errors';
import { confirmOption, reasonOption, watchOption } from '../options';
import type { Permissions } from '../permissions';
import { requireApproved } from '../release/approved';
import { carryOut, RELEASE_PERMISSIONS, type ReleaseOptions } from '../release/carry-out';
import { subjectOf } from '../release/subject';
import { environmentVerb, examples } from '../verb';

const TARGET_PERMISSIONS = [...VERSION_PERMISSIONS, ...VERSIONS_PERMISSIONS] as const satisfies Permissions;

/** `blueprint promote`: releases an approved version, and takes a pin off. */
export const promote = environmentVerb({
  name: 'promote',
  description: 'release an approved version, and remove the pin',
  permissions: [...RELEASE_PERMISSIONS, ...TARGET_PERMISSIONS],
  declare: (command) =>
    confirmOption(command)
      .argument('<model>', 'name of the model')
      .argument('[version]', 'version, e.g. 15 or v15 (default: the newest approved version)')
      .addOption(reasonOption('why'))
      .addOption(watchOption())
      .addHelpText(
        'after',
        examples('blueprint promote churn --env prod', 'blueprint promote churn 15 --env prod --yes'),
      ),
  run: async ({ host, open }, options: ReleaseOptions, name: string, version: string | undefined) => {
    const session = await open(options);
    const subject = await subjectOf(session, name);
    const { model, state } = subject;
    const target = await approvedVersion(session, name, version);
    if (target === model.releasedArn && state.pin === undefined) {
      const result = { ok: true, model: name, environment: session.description.environment, packageArn: target };
      if (options.json === true) printJson(host, { ...result, changed: false });
      else host.out(`${name} serves ${versionLabel(target)} already`);
      return EXIT.ok;
    }
    const reason = options.reason ?? `promoted ${versionLabel(target)}`;
    return carryOut(session, 'promote', subject, { packageArn: target, cause: 'release', reason, pin: false }, options);
  },
});

async function approvedVersion(
  session: SessionFor<typeof TARGET_PERMISSIONS>,
  name: string,
  version: string | undefined,
): Promise<string> {
  if (version !== undefined) return requireApproved(session, name, version);
  const [newest] = await listPackages(session, name, 1, 'Approved');
  if (newest?.ModelPackageArn !== undefined) return newest.ModelPackageArn;
  throw new OperatorError(
    `${name} has no approved version`,
    `approve one: blueprint list ${name}, then blueprint approve ${name} VERSION --reason "…"`,
    EXIT.refused,
  );
}
