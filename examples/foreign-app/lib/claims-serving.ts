import { Duration, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { type ModelGovernance, READINESS_ITEMS, type ReadinessEvidence } from 'ai-production-blueprint/model';
import { applyOwnership, ModelBudget } from 'ai-production-blueprint/governance';
import { AlertTopics, EndpointAlarms, QualityAlarms, type QualityMetric } from 'ai-production-blueprint/monitoring';
import { ReleasedModelPackage } from 'ai-production-blueprint/release';
import {
  AsyncEndpoint,
  type EndpointProps,
  RealtimeEndpoint,
  Rollout,
  ServingPlatform,
} from 'ai-production-blueprint/serving';
import type { ClaimsNetwork } from './claims-network';

interface ClaimsServingProps {
  readonly network: ClaimsNetwork;
  /** Plants a bucket that the gate must refuse. */
  readonly publicUploads: boolean;
}

/** What the two models have in common. */
type Common = Pick<EndpointProps, 'platform' | 'imageRepository'> & { readonly alerts: AlertTopics };

const OWNER = 'claims-platform';
const ENVIRONMENT = 'production';

/** Two models of the company: fraud scores at once, and summaries of claim files through a queue. */
export class ClaimsServing extends Stack {
  constructor(scope: Construct, id: string, { network, publicUploads }: ClaimsServingProps) {
    super(scope, id);
    const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
    // The buckets and the registry belong to the company's data platform.
    const bucket = s3.Bucket.fromBucketName(this, 'Claims', 'claims-models-111122223333');
    const common: Common = {
      platform: new ServingPlatform(this, 'Platform', {
        network,
        modelBucket: bucket,
        encryptionKey: key,
        logEncryptionKey: network.logKey,
        asyncQueue: { bucket, encryptionKey: key },
      }),
      imageRepository: ecr.Repository.fromRepositoryName(this, 'Images', 'claims/inference'),
      alerts: new AlertTopics(this, 'Alerts', {
        encryptionKey: key,
        mailTo: { critical: ['claims-oncall@example.org'], warning: ['claims-platform@example.org'] },
      }),
    };
    this.serveFraud(common);
    this.serveSummaries(common, key);
    if (publicUploads) new s3.Bucket(this, 'PublicUploads');
    applyOwnership(this, { owner: OWNER, costCentre: 'CC-70', environment: ENVIRONMENT, dataClass: 'restricted' });
  }

  private serveFraud({ alerts, ...common }: Common): void {
    const modelPackage = new ReleasedModelPackage(this, 'FraudPackage', {
      parameterName: '/claims/fraud/model-package-arn',
    });
    const endpoint = new RealtimeEndpoint(this, 'Fraud', {
      ...common,
      endpointName: 'claims-fraud',
      modelPackage,
      governance: governanceOf('fraud', 150),
      instanceTypes: ['ml.g6.xlarge', 'ml.g5.xlarge'],
      minInstances: 2,
      maxInstances: 8,
      targetConcurrencyPerInstance: 8,
      rollout: Rollout.canary(10, Duration.minutes(15)),
    });
    guard('FraudAlarms', endpoint, modelPackage, alerts, 150, {
      name: 'ConfirmedFraud',
      description: 'Share of the flagged claims that an investigator confirms',
      floor: 0.4,
    });
    budgetOf(this, 'fraud', 9_000, alerts);
  }

  private serveSummaries({ alerts, ...common }: Common, key: kms.IKey): void {
    const modelPackage = new ReleasedModelPackage(this, 'SummariesPackage', {
      parameterName: '/claims/summaries/model-package-arn',
    });
    const topic = (name: string) => new sns.Topic(this, name, { masterKey: key, enforceSSL: true });
    const endpoint = new AsyncEndpoint(this, 'Summaries', {
      ...common,
      endpointName: 'claims-summaries',
      modelPackage,
      governance: governanceOf('summaries', 60_000),
      instanceTypes: ['ml.g6.2xlarge'],
      minInstances: 0,
      maxInstances: 4,
      targetBacklogPerInstance: 5,
      maxConcurrentInvocationsPerInstance: 4,
      successTopic: topic('Answered'),
      errorTopic: topic('Failed'),
      topicEncryptionKey: key,
      rollout: Rollout.canary(25, Duration.minutes(15)),
    });
    guard('SummariesAlarms', endpoint, modelPackage, alerts, 60_000, {
      name: 'Rewritten',
      description: 'Share of the summaries that a claims handler writes anew',
      ceiling: 0.15,
    });
    budgetOf(this, 'summaries', 2_500, alerts);
  }
}

function guard(
  id: string,
  endpoint: RealtimeEndpoint | AsyncEndpoint,
  modelPackage: ReleasedModelPackage,
  alerts: AlertTopics,
  milliseconds: number,
  quality: QualityMetric,
): void {
  const stack = Stack.of(endpoint);
  const { metrics, endpointName } = endpoint;
  const onRequests = new EndpointAlarms(stack, id, {
    metrics,
    latencyObjective: Duration.millis(milliseconds),
    availabilityObjectivePercent: 99.5,
    alerts,
  });
  const onAnswers = new QualityAlarms(stack, `${id}OnAnswers`, {
    endpointName,
    modelPackage,
    quality: [quality],
    alerts,
  });
  endpoint.addRollbackAlarms(...onRequests.rollback, ...onAnswers.rollback);
}

function budgetOf(scope: Construct, model: string, monthlyUsd: number, alerts: AlertTopics): void {
  const alertPercents = [80, 100];
  new ModelBudget(scope, `Budget-${model}`, {
    environment: ENVIRONMENT,
    model,
    monthlyUsd,
    alertPercents,
    topic: alerts.warning,
  });
}

function governanceOf(model: string, latencyP99Milliseconds: number): ModelGovernance {
  const evidence = (item: string): ReadinessEvidence => ({
    evidence: `https://wiki.example.org/claims/${model}/${item}`,
    summary: `reviewed for ${model} by the claims board`,
    owner: 'Claims Board <claims-board@example.org>',
    date: '2026-01-15',
    expires: '2099-12-31',
  });
  return {
    model,
    owner: 'Claims Platform <claims-platform@example.org>',
    costCentre: 'CC-70',
    riskClass: 'high',
    dataClass: 'restricted',
    readiness: Object.fromEntries(READINESS_ITEMS.map((item) => [item, evidence(item)])),
    objectives: { latencyP99Milliseconds, availabilityPercent: 99.5 },
  };
}
