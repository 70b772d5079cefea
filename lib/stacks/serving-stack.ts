import { Duration, Size } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { applyOwnership, ModelBudget } from '../../constructs/governance';
import { EndpointAlarms } from '../../constructs/monitoring';
import { CANCEL_ALARMS, ReleasedModelPackage } from '../../constructs/release';
import { AsyncEndpoint, type EndpointProps, RealtimeEndpoint, RealtimeToZeroEndpoint } from '../../constructs/serving';
import { wireServing } from '../capabilities';
import type { ResolvedEnvironment, ResolvedModel } from '../config';
import type { ArtifactsStack } from './artifacts-stack';
import { EnvironmentStack } from './environment-stack';
import type { FoundationStack } from './foundation-stack';
import { modelOwnership } from './ownership';
import type { RegistryStack } from './registry-stack';
import { containerEnvironment, firstTrafficPercent, rolloutOf } from './serving-options';

/** Properties of a {@link ServingStack}. */
export interface ServingStackProps {
  readonly environment: ResolvedEnvironment;
  readonly model: ResolvedModel;
  readonly foundation: FoundationStack;
  readonly artifacts: ArtifactsStack;
  readonly registry: RegistryStack;
}

/** Everything that serves one model, in a stack of its own: the hundredth model deploys and fails alone. */
export class ServingStack extends EnvironmentStack {
  /** The version that the stack serves: its template parameters are what a release sets. */
  public readonly modelPackage: ReleasedModelPackage;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServingStackProps,
  ) {
    const { environment, model, foundation } = props;
    super(scope, id, { environment, description: `Serves ${model.name}: ${model.description}` });
    this.modelPackage = new ReleasedModelPackage(this, 'ModelPackage', {
      parameterName: environment.names.releaseParameter(model.name),
    });
    const { serving, objectives } = model;
    const endpoint = this.createEndpoint();
    const { metrics } = endpoint;
    const alarms = new EndpointAlarms(this, 'Alarms', {
      metrics,
      latencyObjective: Duration.millis(objectives.latencyP99Milliseconds),
      availabilityObjectivePercent: objectives.availabilityPercent,
      firstTrafficPercent: firstTrafficPercent(serving.rollout),
      coldStart: Duration.seconds(serving.startupTimeoutSeconds + serving.downloadTimeoutSeconds),
      alerts: foundation.alerts,
    });
    const context = {
      scope: this,
      model: model.name,
      modelPackage: this.modelPackage,
      metrics,
      alerts: foundation.alerts,
    };
    const added = wireServing(model.capabilities, context).flatMap(({ rollbackAlarms = [] }) => rollbackAlarms);
    const cancel = CANCEL_ALARMS.create(
      new Construct(this, 'Release'),
      { stackName: this.stackName },
      foundation.alerts,
    );
    endpoint.addRollbackAlarms(...alarms.rollback, ...added, ...cancel);
    new ModelBudget(this, 'Budget', {
      environment: environment.name,
      model: model.name,
      monthlyUsd: model.budget.monthlyUsd,
      alertPercents: environment.budget.alertPercents,
      topic: foundation.alerts.warning,
      mailTo: [model.owner.email],
    });
    applyOwnership(this, modelOwnership(environment, model));
    // The release parameter must be there before CloudFormation resolves it.
    this.addStackDependency(props.registry);
  }

  private createEndpoint(): RealtimeEndpoint | RealtimeToZeroEndpoint | AsyncEndpoint {
    const { serving } = this.props.model;
    const common = this.commonProps();
    switch (serving.mode) {
      case 'realtime':
        return new RealtimeEndpoint(this, 'Endpoint', {
          ...common,
          targetConcurrencyPerInstance: serving.scaling.targetConcurrencyPerInstance,
        });
      case 'realtime-to-zero':
        return new RealtimeToZeroEndpoint(this, 'Endpoint', {
          ...common,
          minCopies: serving.scaling.minCopies,
          maxCopies: serving.scaling.maxCopies,
          targetConcurrencyPerCopy: serving.scaling.targetConcurrencyPerCopy,
          acceleratorsPerCopy: serving.acceleratorsPerCopy,
          memoryPerCopy: Size.mebibytes(serving.memoryPerCopyMiB),
        });
      case 'async':
        return new AsyncEndpoint(this, 'Endpoint', {
          ...common,
          targetBacklogPerInstance: serving.scaling.targetBacklogPerInstance,
          maxConcurrentInvocationsPerInstance: serving.maxConcurrentInvocationsPerInstance,
          ...this.notifications(),
        });
    }
  }

  private commonProps(): EndpointProps {
    const { environment, model, artifacts } = this.props;
    const { serving, container } = model;
    return {
      endpointName: environment.names.endpoint(model.name),
      modelPackage: this.modelPackage,
      governance: model.governance,
      platform: artifacts.platform,
      imageRepository: this.imageRepository(),
      environment: containerEnvironment(model),
      instanceTypes: serving.instanceTypes,
      minInstances: serving.scaling.minInstances,
      maxInstances: serving.scaling.maxInstances,
      inferenceAmiVersion: container.inferenceAmiVersion,
      startupTimeout: Duration.seconds(serving.startupTimeoutSeconds),
      downloadTimeout: Duration.seconds(serving.downloadTimeoutSeconds),
      detailedObservability: environment.detailedObservability,
      rollout: rolloutOf(serving.rollout),
    };
  }

  private imageRepository(): ecr.IRepository {
    const { account, region, name } = this.props.model.container.repository;
    return ecr.Repository.fromRepositoryAttributes(this, 'Images', {
      repositoryName: name,
      repositoryArn: `arn:${this.partition}:ecr:${region}:${account}:repository/${name}`,
    });
  }

  private notifications() {
    const masterKey = this.props.foundation.keys.keyFor(this.props.model.dataClass);
    const topic = (id: string) => new sns.Topic(this, id, { masterKey, enforceSSL: true });
    return { successTopic: topic('Answered'), errorTopic: topic('Failed'), topicEncryptionKey: masterKey };
  }
}
