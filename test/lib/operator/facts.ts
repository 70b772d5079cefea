import type { Fact, ServingVersion } from '../../../constructs/ledger/core';
import { arnOf } from './cloud';

/** A version of churn as an endpoint serves it. */
export function served(version: number, weight: number): ServingVersion {
  return {
    variantName: 'AllTraffic',
    endpointConfigName: `config-${version}`,
    modelName: `model-${version}`,
    modelPackageArn: arnOf(version),
    modelPackageVersion: version,
    weight,
    trainingDataUri: 's3://data/churn/2026-11/',
    trainingDataHash: `sha256:${'a'.repeat(64)}`,
    imageDigest: `sha256:${'b'.repeat(64)}`,
    metrics: { auc: '0.871' },
    approvers: ['arn:aws:iam::333333333333:user/bert'],
  };
}

const source = (id: string) => ({ service: 'aws.sagemaker', type: 'SageMaker Endpoint State Change', id });

/** The endpoint serves one version. */
export function serves(version: number, at: string, previous?: number): Fact {
  return {
    model: 'churn',
    factId: `serves-${version}-${at}`,
    kind: 'observation',
    cause: 'release',
    at,
    observedAt: at,
    source: source(at),
    rollbackTo: previous === undefined ? undefined : arnOf(previous),
    observed: {
      endpointName: 'excorp-prod--churn',
      status: 'IN_SERVICE',
      versions: [served(version, 1)],
      endpointConfigName: `config-${version}`,
    },
  };
}

/** A canary takes a share of the traffic. */
export function moves(from: number, to: number, share: number, at: string): Fact {
  return {
    model: 'churn',
    factId: `moves-${to}-${at}`,
    kind: 'observation',
    cause: 'release',
    at,
    observedAt: at,
    source: source(at),
    observed: {
      endpointName: 'excorp-prod--churn',
      status: 'UPDATING',
      versions: [served(from, 1)],
      endpointConfigName: `config-${from}`,
      transition: {
        endpointConfigName: `config-${to}`,
        versions: [served(to, 1)],
        share,
        plan: [0, 0.1, 1],
        stage: 'Baking',
      },
    },
  };
}

/** A step of the release machine. */
export function released(version: number, stage: 'intended' | 'completed', at: string): Fact {
  return {
    model: 'churn',
    factId: `release-${version}-${stage}`,
    kind: 'release',
    cause: 'release',
    actor: 'arn:aws:iam::333333333333:user/ana',
    reason: 'CHG-812',
    at,
    source: { service: 'release', type: 'request', id: at },
    release: { releaseId: `churn-${version}-release`, stage, modelPackageArn: arnOf(version) },
  };
}

/** A release that the check refused. */
export function refused(version: number, at: string): Fact {
  return {
    model: 'churn',
    factId: `request/churn-${version}/refused`,
    kind: 'refusal',
    cause: 'release',
    actor: 'arn:aws:iam::333333333333:user/ana',
    reason: 'CHG-813',
    at,
    source: { service: 'release', type: 'request', id: at },
    refusal: {
      releaseId: `churn-${version}`,
      modelPackageArn: arnOf(version),
      refusals: [
        {
          code: 'SELF_APPROVAL',
          problem: "nobody approves a version of one's own",
          remedy: 'let somebody else approve it',
        },
      ],
    },
  };
}
