import type { Config } from '../../config';
import { bootstrapArguments } from './toolkit';
import { PROOF_ENVIRONMENT, PROOF_INSTANCE_TYPE, PROOF_MODELS, PROOF_TOOLKIT_STACK, recoveryRegionOf } from './project';
import type { Proof } from './proof';
import { EnvironmentNames } from '../../../constructs/model/core';

/** A thing that costs while the proof runs. */
interface Price {
  readonly what: string;
  /** How many there are at most. */
  readonly count: number;
  /** US dollars an hour for one. */
  readonly hourlyUsd: number;
  /** Page of the price. None was read for this Region, so all of them are estimates. */
  readonly source: string;
}

const HOURS_OF_MONTH = 730;

/** On demand, us-east-1, November 2026. Other Regions differ by up to a third. */
const PRICES: readonly Price[] = [
  {
    // Two fleets of two instances, and one of the queue.
    what: `instances ${PROOF_INSTANCE_TYPE}`,
    count: 5,
    hourlyUsd: 0.115,
    source: 'https://aws.amazon.com/sagemaker/ai/pricing/',
  },
  {
    // Four services in two Availability Zones.
    what: 'network interfaces of VPC endpoints',
    count: 8,
    hourlyUsd: 0.01,
    source: 'https://aws.amazon.com/privatelink/pricing/',
  },
  { what: 'KMS keys', count: 6, hourlyUsd: 1 / HOURS_OF_MONTH, source: 'https://aws.amazon.com/kms/pricing/' },
  {
    what: 'alarms',
    count: 50,
    hourlyUsd: 0.1 / HOURS_OF_MONTH,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
];

/** For requests, logs, a copy of CloudTrail's management events, and Regions that cost more. */
const RESERVE = 1.5;
/** Minutes for deploying and deleting the stacks. */
const DEPLOY_MINUTES = 60;

/** Hours and US dollars that proofs take, about. */
export function costOf(proofs: readonly Pick<Proof<never>, 'minutes'>[]): {
  readonly hours: number;
  readonly usd: number;
} {
  const minutes = DEPLOY_MINUTES + proofs.reduce((sum, proof) => sum + proof.minutes, 0);
  const hours = Math.ceil(minutes / 60);
  const hourly = PRICES.reduce((sum, { count, hourlyUsd }) => sum + count * hourlyUsd, 0);
  return { hours, usd: Math.ceil(hours * hourly * RESERVE) };
}

/** What the person who proves has chosen. */
export interface PlanOptions {
  readonly env: string;
  readonly resume?: boolean;
  readonly keep?: boolean;
}

/** The plan, as rows of what and how. */
export function planRows(
  config: Config,
  environment: Config['environments'][number],
  proofs: readonly Proof<never>[],
  { env, resume, keep }: PlanOptions,
): [string, string][] {
  const { account, region } = environment;
  const recovery = recoveryRegionOf(config, environment);
  const regions = recovery === undefined ? [region] : [region, recovery];
  const names = new EnvironmentNames(config.company.prefix, PROOF_ENVIRONMENT);
  const { hours, usd } = costOf(proofs);
  return [
    ['account', account],
    ['Regions', recovery === undefined ? region : `${region}, and ${recovery} for the replica`],
    [
      'bootstraps',
      `policies ${names.deploymentPolicyPrefix}* and ${names.workloadBoundary}; what the account is bootstrapped with stays`,
    ],
    ...regions.map((one): [string, string] => ['  runs', `npx cdk ${bootstrapOf(account, one, names).join(' ')}`]),
    [
      'deploys',
      `an environment ${PROOF_ENVIRONMENT} of its own (stacks ${PROOF_ENVIRONMENT}-*), with the models ${Object.values(PROOF_MODELS).join(' and ')}`,
    ],
    ['proves', proofs.map(({ assumption }) => assumption).join(', ')],
    ...(resume === true ? [['resumes', 'what an earlier run has settled is not tried again'] as [string, string]] : []),
    ['takes', `about ${hours} hours; the credentials must be valid for as long, or you sign in again and resume`],
    ['costs', `at most about ${usd} US dollars, an estimate from prices of us-east-1 and half as much again:`],
    ...PRICES.map(({ what, count, hourlyUsd, source }): [string, string] => [
      '',
      `${count} ${what}, ${(count * hourlyUsd).toFixed(2)} an hour (${source})`,
    ]),
    [
      'mail',
      `confirm the subscription that SNS sends to ${contactOf(config, environment)}; you are asked whether the mail of an alarm arrived`,
    ],
    [
      'deletes',
      keep === true
        ? `nothing (--keep); everything goes on costing until: blueprint prove --env ${env} --teardown`
        : `everything at the end: stacks, buckets with all versions, models, versions, logs, parameters, ${PROOF_TOOLKIT_STACK} and its policies; keys are scheduled for deletion`,
    ],
    [
      'if it stops',
      `everything goes on costing until: blueprint prove --env ${env} --resume, or --teardown, in this folder`,
    ],
  ];
}

/** Policy names end with a number for each Region: as many as the statements need. */
function bootstrapOf(account: string, region: string, names: EnvironmentNames): readonly string[] {
  return bootstrapArguments({
    place: `aws://${account}/${region}`,
    policies: [`${names.deploymentPolicyPrefix}${region}-*`],
    boundary: `${names.deploymentPolicyPrefix}boundary`,
  });
}

function contactOf({ company }: Config, { budget }: Config['environments'][number]): string {
  return company.contacts[budget.notify]?.email ?? budget.notify;
}
