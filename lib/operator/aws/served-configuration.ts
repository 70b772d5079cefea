import type { DescribeEndpointConfigOutput, DescribeModelOutput } from '@aws-sdk/client-sagemaker';
import type { LedgerReader } from '../../../constructs/ledger/core/reader';
import { versionName } from '../../../constructs/ledger/core/timeline';
import type { LedgerRecord, ServingVersion, WhichAnswer } from '../../../constructs/ledger/core/types';
import type { Permissions } from '../permissions';
import { nameOf } from './failure';
import type { SessionFor } from './session';

/** What comparing how versions were served asks for. */
export const CONFIGURATION_PERMISSIONS = [
  {
    calls: ['DescribeEndpointConfig', 'DescribeModel'],
    on: 'endpoint configurations and models of the endpoint',
    when: 'the ledger knows the configurations of both versions',
  },
] as const satisfies Permissions;

type ConfigurationSession = SessionFor<typeof CONFIGURATION_PERMISSIONS>;

/** One difference between two versions. */
export interface Difference {
  /** Path with dots, e.g. `metrics.auc`. */
  readonly key: string;
  readonly from?: string;
  readonly to?: string;
}

/** What the configuration of a version changed. */
export interface ConfigurationChange {
  /** The version before, e.g. `v13`. */
  readonly against: string;
  /** Keys whose values differ. */
  readonly keys: readonly string[];
}

/** Records that are looked through for the configuration of a version: those of the last months. */
const RECORDS = 200;
/** Differs in every configuration, and says nothing. */
const NAMES =
  /^(?:EndpointConfig(?:Name|Arn)|CreationTime|Model(?:Name|Arn)|ResponseMetadata|\$metadata|ProductionVariants\.\d+\.ModelName|.*ModelPackageName)(?:\.|$)/;

/** Configuration of a version that serves alone, against that of the version before it; undefined when one is not known. */
export async function configurationAgainst(
  session: ConfigurationSession,
  ledger: LedgerReader,
  answer: WhichAnswer,
): Promise<ConfigurationChange | undefined> {
  const previous = answer.before?.rollbackTo;
  const [version] = answer.versions;
  if (previous === undefined || version === undefined || previous === version.modelPackageArn) return undefined;
  const found = servedAs(await ledger.latest(answer.model, RECORDS), previous);
  if (found === undefined) return undefined;
  const differences = await configurationDifferences(session, found, version);
  return (
    differences && { against: versionName({ modelPackageArn: previous }), keys: differences.map(({ key }) => key) }
  );
}

/** How a version was served last, in records that are newest first. */
export function servedAs(records: readonly LedgerRecord[], packageArn: string): ServingVersion | undefined {
  for (const record of records) {
    if (record.kind !== 'observation') continue;
    const found = record.observed.versions.find((version) => version.modelPackageArn === packageArn);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What differs between two endpoint configurations and their models; undefined when one of them is gone. */
export async function configurationDifferences(
  session: ConfigurationSession,
  from: ServingVersion,
  to: ServingVersion,
): Promise<readonly Difference[] | undefined> {
  if (from.endpointConfigName === to.endpointConfigName) return [];
  const [a, b] = await Promise.all([configurationOf(session, from), configurationOf(session, to)]);
  if (a === undefined || b === undefined) return undefined;
  return differencesOf(a, b);
}

async function configurationOf(session: ConfigurationSession, version: ServingVersion): Promise<object | undefined> {
  const { endpointConfigName: EndpointConfigName, modelName: ModelName } = version;
  if (EndpointConfigName === '') return undefined;
  try {
    const [config, model] = await Promise.all<
      [Promise<DescribeEndpointConfigOutput>, Promise<DescribeModelOutput> | undefined]
    >([
      session.call('DescribeEndpointConfig', { EndpointConfigName }),
      ModelName === undefined ? undefined : session.call('DescribeModel', { ModelName }),
    ]);
    return { ...config, ...(model !== undefined && { Container: model.PrimaryContainer ?? model.Containers?.[0] }) };
  } catch (error) {
    // It was deleted: then nothing can be told of it.
    if (nameOf(error) === 'ValidationException' || nameOf(error) === 'ResourceNotFound') return undefined;
    throw error;
  }
}

/** Leaves that differ between two values, by path with dots, sorted; names and times are left out. */
export function differencesOf(from: unknown, to: unknown): readonly Difference[] {
  const [a, b] = [leavesOf(from), leavesOf(to)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((key) => a.get(key) !== b.get(key) && !NAMES.test(key))
    .sort()
    .map((key) => ({ key, from: a.get(key), to: b.get(key) }));
}

function leavesOf(value: unknown, prefix = '', leaves = new Map<string, string>()): ReadonlyMap<string, string> {
  if (value === undefined || value === null) return leaves;
  if (typeof value !== 'object' || value instanceof Date) {
    leaves.set(prefix, typeof value === 'string' ? value : JSON.stringify(value));
    return leaves;
  }
  for (const [key, inner] of Object.entries(value)) leavesOf(inner, prefix === '' ? key : `${prefix}.${key}`, leaves);
  return leaves;
}
