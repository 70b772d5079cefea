import type { Config } from '../../config';
import { PROOF_ENVIRONMENT, PROOF_INSTANCE_TYPE, PROOF_MODELS, recoveryRegionOf } from './project';
import type { Proof } from './proof';

/** Instances of the most expensive moment: two fleets of the realtime model. */
const MOST_INSTANCES = 4;
/** US dollars per hour of `ml.m5.large` for hosting in us-east-1; a third party's figure of November 2026. */
const HOURLY_USD = 0.115;
/** Minutes for deploying and deleting the stacks. */
const DEPLOY_MINUTES = 60;

/** Hours and US dollars that proofs take, about. */
export function costOf(proofs: readonly Pick<Proof<never>, 'minutes'>[]): {
  readonly hours: number;
  readonly usd: number;
} {
  const minutes = DEPLOY_MINUTES + proofs.reduce((sum, proof) => sum + proof.minutes, 0);
  const hours = Math.ceil(minutes / 60);
  return { hours, usd: Math.ceil(hours * MOST_INSTANCES * HOURLY_USD) };
}

/** The plan, as rows of what and how. */
export function planRows(
  config: Config,
  environment: Config['environments'][number],
  proofs: readonly Proof<never>[],
  keep: boolean,
): [string, string][] {
  const { account, region } = environment;
  const recovery = recoveryRegionOf(config, environment);
  const { hours, usd } = costOf(proofs);
  return [
    ['account', account],
    ['Regions', recovery === undefined ? region : `${region}, and ${recovery} for the replica`],
    [
      'deploys',
      `an environment ${PROOF_ENVIRONMENT} of its own, with the models ${Object.values(PROOF_MODELS).join(' and ')}`,
    ],
    ['proves', proofs.map(({ assumption }) => assumption).join(', ')],
    ['takes', `about ${hours} hours`],
    [
      'costs',
      `at most ${usd} US dollars for ${MOST_INSTANCES} instances ${PROOF_INSTANCE_TYPE}, besides VPC endpoints, keys and logs for ${hours} hours`,
    ],
    ['at the end', keep ? 'keeps everything (--keep); delete it with --teardown' : 'deletes everything that it made'],
  ];
}
