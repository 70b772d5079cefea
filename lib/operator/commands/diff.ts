import type { DescribeModelPackageOutput } from '@aws-sdk/client-sagemaker';
import { originOf } from '../../../constructs/registry/core/version-metadata';
import {
  CONFIGURATION_PERMISSIONS,
  configurationDifferences,
  type Difference,
  differencesOf,
  servedAs,
} from '../aws/served-configuration';
import { LEDGER_PERMISSIONS, ledgerOf } from '../aws/ledger';
import { MODEL_PERMISSIONS, modelNamed } from '../aws/models';
import { describePackage, VERSION_PERMISSIONS, versionLabel } from '../aws/packages';
import type { SessionFor } from '../aws/session';
import { coloursOf, printJson, table, type Host } from '../console';
import { EXIT } from '../errors';
import type { EnvironmentOptions } from '../options';
import type { Permissions } from '../permissions';
import { environmentVerb, examples } from '../verb';

const RECORDS = 200;

/** Differences by what they are about. */
interface Differences {
  readonly data: readonly Difference[];
  readonly metrics: readonly Difference[];
  readonly hyperparameters: readonly Difference[];
  readonly container: readonly Difference[];
  readonly origin: readonly Difference[];
  /** Undefined when one of the versions was never served, or not for long. */
  readonly configuration?: readonly Difference[];
}

const SERVED_PERMISSIONS = [...LEDGER_PERMISSIONS, ...CONFIGURATION_PERMISSIONS] as const satisfies Permissions;

/** `blueprint diff`: what differs between two versions. */
export const diff = environmentVerb({
  name: 'diff',
  description: 'compare two versions: data, metrics, container, configuration',
  permissions: [...MODEL_PERMISSIONS, ...VERSION_PERMISSIONS, ...SERVED_PERMISSIONS],
  declare: (command) =>
    command
      .argument('<model>', 'name of the model')
      .argument('<from>', 'version, e.g. 13 or v13')
      .argument('<to>', 'version, e.g. 14 or v14')
      .addHelpText('after', examples('blueprint diff churn 13 14 --env prod')),
  run: async ({ host, open }, options: EnvironmentOptions, name: string, from: string, to: string) => {
    const session = await open(options);
    await modelNamed(session, name);
    const [a, b] = await Promise.all([describePackage(session, name, from), describePackage(session, name, to)]);
    const differences = await differencesBetween(session, name, a, b);
    const labels = { from: versionLabel(a.ModelPackageArn ?? from), to: versionLabel(b.ModelPackageArn ?? to) };
    if (options.json === true) {
      printJson(host, {
        ok: true,
        model: name,
        environment: session.description.environment,
        from: { version: labels.from, packageArn: a.ModelPackageArn },
        to: { version: labels.to, packageArn: b.ModelPackageArn },
        ...differences,
      });
      return EXIT.ok;
    }
    print(name, labels, differences, host);
    return EXIT.ok;
  },
});

async function differencesBetween(
  session: SessionFor<typeof SERVED_PERMISSIONS>,
  name: string,
  a: DescribeModelPackageOutput,
  b: DescribeModelPackageOutput,
): Promise<Differences> {
  const [from, to] = [originOf(a), originOf(b)];
  const part = (pick: (origin: typeof from) => unknown): readonly Difference[] => differencesOf(pick(from), pick(to));
  return {
    data: part(({ trainingDataUri, trainingDataHash }) => ({ uri: trainingDataUri, hash: trainingDataHash })),
    metrics: part(({ metrics }) => metrics),
    hyperparameters: part(({ hyperparameters }) => hyperparameters),
    container: differencesOf(containerOf(a), containerOf(b)),
    origin: part(({ author, sourceCommit }) => ({ author, commit: sourceCommit })),
    configuration: await configuration(session, name, a.ModelPackageArn, b.ModelPackageArn),
  };
}

function containerOf({ InferenceSpecification }: DescribeModelPackageOutput): object {
  const container = InferenceSpecification?.Containers?.[0];
  const source = container?.ModelDataSource?.S3DataSource;
  return {
    image: container?.Image,
    weights: source?.S3Uri ?? container?.ModelDataUrl,
    compression: source?.CompressionType,
    environment: container?.Environment,
  };
}

async function configuration(
  session: SessionFor<typeof SERVED_PERMISSIONS>,
  name: string,
  from: string | undefined,
  to: string | undefined,
): Promise<readonly Difference[] | undefined> {
  if (session.description.ledgerTable === undefined || from === undefined || to === undefined) return undefined;
  const records = await ledgerOf(session).latest(name, RECORDS);
  const [a, b] = [servedAs(records, from), servedAs(records, to)];
  return a === undefined || b === undefined ? undefined : configurationDifferences(session, a, b);
}

function print(name: string, labels: { from: string; to: string }, differences: Differences, host: Host): void {
  const { bold, green, red } = coloursOf(host);
  const { configuration: served, ...registered } = differences;
  const sections: [string, readonly Difference[]][] = Object.entries({
    ...registered,
    ...(served && { configuration: served }),
  });
  host.out(bold(`${name} ${labels.from} → ${labels.to}`));
  const found = sections.filter(([, keys]) => keys.length > 0);
  for (const [title, keys] of found) {
    host.out(`  ${title}`);
    const rows = keys.map((one) => [one.key, red(one.from ?? '-'), '→', green(one.to ?? '-') + change(one)]);
    for (const line of table(rows).split('\n')) host.out(`    ${line}`);
  }
  if (found.length === 0) host.out('  nothing differs');
  if (served === undefined) host.out('  configuration: not compared, because one of the two did not serve recently');
}

/** By how much a number changed. */
function change({ from, to }: Difference): string {
  const [a, b] = [Number(from ?? Number.NaN), Number(to ?? Number.NaN)];
  if (!Number.isFinite(a) || !Number.isFinite(b)) return '';
  return ` (${b > a ? '+' : ''}${Number((b - a).toPrecision(6))})`;
}
