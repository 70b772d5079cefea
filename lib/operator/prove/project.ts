import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { EnvironmentNames } from '../../../constructs/model/core';
import type { Config } from '../../config';

/** Name of the environment that the proof deploys: it shares no resource with those of the company. */
export const PROOF_ENVIRONMENT = 'prove';

/**
 * Qualifier of the bootstrap that the proof is deployed with, and of nothing else: the role of CloudFormation has the policies
 * of this environment, and what the account was bootstrapped with before stays.
 */
export const PROOF_QUALIFIER = 'prove';
export const PROOF_TOOLKIT_STACK = 'CDKToolkit-prove';

/** Models of the proof, by what they are for. */
export const PROOF_MODELS = {
  /** Released, taken back, rolled back and cancelled. */
  realtime: 'realtime',
  /** Updated while it has no instances. */
  queue: 'queue',
} as const;

/** Smallest type that the engine can host on. It has no GPU: the service decides the same about it. */
export const PROOF_INSTANCE_TYPE = 'ml.m5.large';

/** What the proof is told apart from the configuration. */
export interface ProofOptions {
  /** Environment whose account, Region and network it uses. */
  readonly environment: string;
  /** Container image with which the models are registered. @default - the container of AWS for Triton, without GPU */
  readonly image?: string;
}

/** A file of the proof's own project. */
interface ProjectFile {
  /** Path from the root of the project. */
  readonly file: string;
  readonly text: string;
}

/**
 * Writes the project of the proof: the company's `company.yaml`, one environment, two models. It is synthesized, judged and
 * deployed as every other project is, so that what is proved is what the company deploys.
 *
 * @param root folder of the company's project
 * @param folder folder of the proof's project; what it holds is deleted
 */
export function writeProofProject(config: Config, options: ProofOptions, root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const { file, text } of filesOf(config, options)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  for (const file of ['config/company.yaml', 'package.json']) {
    copyFileSync(path.join(root, file), path.join(folder, file));
  }
  writeFileSync(path.join(folder, 'cdk.json'), JSON.stringify(settingsOf(root)));
}

/** The settings of the company's project: the same app and flags, and nothing is built again. */
function settingsOf(root: string): object {
  const {
    build: _,
    app,
    context,
    ...settings
  } = JSON.parse(readFileSync(path.join(root, 'cdk.json'), 'utf8')) as {
    build?: string;
    app: string;
    context?: object;
  };
  const words = app.split(' ').map((word) => (existsSync(path.join(root, word)) ? path.join(root, word) : word));
  const qualified = { ...context, '@aws-cdk/core:bootstrapQualifier': PROOF_QUALIFIER };
  return {
    ...settings,
    context: qualified,
    app: words.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' '),
  };
}

/** Region of the replica: the environment's own, or another one that the company allows. Undefined if there is none. */
export function recoveryRegionOf(config: Config, environment: Config['environments'][number]): string | undefined {
  return environment.recoveryRegion ?? config.company.allowedRegions.find((region) => region !== environment.region);
}

function filesOf(config: Config, options: ProofOptions): readonly ProjectFile[] {
  const environment = config.environments.find(({ name }) => name === options.environment);
  if (environment === undefined) throw new Error(`environment ${options.environment} was checked and is not there`);
  const { company } = config;
  const common = {
    schemaVersion: 1,
    kind: 'predictive',
    owner: company.platformOwner,
    costCentre: company.platformCostCentre,
    riskClass: 'low',
    dataClass: 'internal',
    container:
      options.image === undefined
        ? { framework: 'triton', environment: { SAGEMAKER_TRITON_DEFAULT_MODEL_NAME: 'proof' } }
        : { image: options.image },
    objectives: { latencyP99Milliseconds: 5000, availabilityPercent: 99 },
    budget: { monthlyUsd: 50 },
    businessMetrics: [],
  };
  // A rollback alarm needs two data points of a minute, and each comes minutes late.
  const rollout = { strategy: 'canary', canaryPercent: 50, bakeMinutes: 5 };
  return [
    yaml(`config/environments/${PROOF_ENVIRONMENT}.yaml`, {
      schemaVersion: 1,
      account: environment.account,
      region: environment.region,
      recoveryRegion: recoveryRegionOf(config, environment),
      production: false,
      network: environment.network,
      compliancePacks: ['AwsSolutions'],
      // The shortest that there is: the lock keeps the audit copies of the proof for a day.
      retention: { logsDays: 1, auditDays: 1, auditLock: 'GOVERNANCE', artifactsDays: 1 },
      scalingFloor: 1,
      deletionProtection: false,
      permissionsBoundary: new EnvironmentNames(company.prefix, PROOF_ENVIRONMENT).workloadBoundary,
      budget: { monthlyUsd: 100, alertPercents: [100], notify: environment.budget.notify },
    }),
    yaml(`config/models/${PROOF_MODELS.realtime}.yaml`, {
      ...common,
      name: PROOF_MODELS.realtime,
      description: 'Answers what it is asked, or fails, so that a proof can release and take back versions.',
      serving: {
        mode: 'realtime',
        instanceTypes: [PROOF_INSTANCE_TYPE],
        // A canary needs an instance for its share, and one for the rest.
        scaling: { minInstances: 2, maxInstances: 2, targetConcurrencyPerInstance: 4 },
        rollout,
      },
    }),
    yaml(`config/models/${PROOF_MODELS.queue}.yaml`, {
      ...common,
      name: PROOF_MODELS.queue,
      description:
        'Answers from a queue and has no instances when the queue is empty, so that a proof can update it then.',
      serving: {
        mode: 'async',
        instanceTypes: [PROOF_INSTANCE_TYPE],
        scaling: { minInstances: 0, maxInstances: 2, targetBacklogPerInstance: 1 },
        maxConcurrentInvocationsPerInstance: 1,
        rollout,
      },
    }),
  ];
}

function yaml(file: string, value: object): ProjectFile {
  return { file, text: stringify(value) };
}
