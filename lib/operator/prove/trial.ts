import { EnvironmentNames } from '../../../constructs/model/core';
import { RELEASE_STATE_PERMISSIONS, START_PERMISSIONS, WATCH_PERMISSIONS } from '../aws/release';
import { LEDGER_PERMISSIONS } from '../aws/ledger';
import type { SessionFor } from '../aws/session';
import type { Permissions } from '../permissions';
import { METRICS_PERMISSIONS } from '../register/objects';

/** What the proofs ask AWS for, besides what the CDK command line deploys with. */
export const PROOF_PERMISSIONS = [
  ...LEDGER_PERMISSIONS,
  ...METRICS_PERMISSIONS,
  ...RELEASE_STATE_PERMISSIONS,
  ...START_PERMISSIONS,
  ...WATCH_PERMISSIONS,
  {
    calls: ['PutObject', 'HeadObject'],
    on: 'the bucket of the weights of the environment `prove`',
    key: 'kms:GenerateDataKey',
  },
  { calls: ['CreateModelPackage'], on: 'its model package groups' },
  {
    calls: ['DescribeEndpoint', 'DescribeEndpointConfig', 'InvokeEndpoint', 'InvokeEndpointAsync'],
    on: 'its endpoints',
  },
  { calls: ['UpdateEndpointWeightsAndCapacities'], on: 'its endpoints' },
  { calls: ['DescribeModel'], on: 'its models' },
  { calls: ['DescribeStacks', 'DescribeStackEvents', 'ListStackResources'], on: 'its stacks' },
  { calls: ['DescribeAlarms', 'SetAlarmState'], on: 'its alarms' },
  { calls: ['ListMetrics'], on: '`*`' },
  { calls: ['GetTrailStatus'], on: 'its trail' },
  { calls: ['BatchGetImage'], on: 'the repository of the container', when: '--image is not given' },
  {
    calls: ['ListObjectVersions', 'DeleteObjects'],
    on: 'its buckets, with `s3:BypassGovernanceRetention`, at the end',
  },
  {
    calls: [
      'DeleteModel',
      'DeleteEndpointConfig',
      'ListModelPackages',
      'DeleteModelPackage',
      'DeleteModelPackageGroup',
      'DeleteLogGroup',
    ],
    on: 'what its stacks retain, at the end',
  },
] as const satisfies Permissions;

/** Where the replicas are. */
export interface Recovery {
  /** Of the environment `prove` too; asks in the second Region. */
  readonly session: SessionFor<typeof PROOF_PERMISSIONS>;
  /** Bucket of the replicas of the weights. */
  readonly bucket: string;
}

/** What a proof works with. */
export interface Trial {
  /** Of the environment `prove`. */
  readonly session: SessionFor<typeof PROOF_PERMISSIONS>;
  /** Container image with its digest. */
  readonly image: string;
  /** The second Region. @default - the company allows none */
  readonly recovery?: Recovery;
  /** Whether the mail of an alarm arrived, once it was sent. Undefined when there is nobody to ask. */
  mailArrived(alarm: string): Promise<boolean | undefined>;
  /** Tells what is being waited for. */
  say(text: string): void;
  pause(milliseconds: number): Promise<void>;
}

/** Names of the environment. */
export function namesOf({ session }: Trial): EnvironmentNames {
  const { prefix, environment } = session.description;
  return new EnvironmentNames(prefix, environment);
}

/** How long something is waited for, and how often it is looked at. */
export interface Patience {
  /** Minutes. */
  readonly minutes: number;
  /** Seconds between two looks. @default 15 */
  readonly seconds?: number;
}

/**
 * Looks again and again until there is something.
 *
 * @returns undefined when the time is over
 */
export async function waitFor<T>(
  { pause }: Pick<Trial, 'pause'>,
  { minutes, seconds = 15 }: Patience,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  // The pauses are counted, not the clock: where durations are scaled, so is the patience.
  for (let waited = 0; ; waited += seconds) {
    const found = await look();
    if (found !== undefined || waited >= minutes * 60) return found;
    await pause(seconds * 1000);
  }
}
