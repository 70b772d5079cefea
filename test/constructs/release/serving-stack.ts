import type { ServedReading } from '../../../constructs/release/core';
import type { ReleasableModel } from '../../../constructs/release/definition';
import { ServiceFault, type Service } from './executor';

type Json = Readonly<Record<string, unknown>>;

export const GROUP = 'excorp-prod--churn';
export const REGION = 'eu-west-1:333333333333';
export const version = (number: number) => `arn:aws:sagemaker:${REGION}:model-package/${GROUP}/${number}`;

/** An endpoint at rest, of which the stack says the same. */
export const AGREEING: ServedReading = {
  exists: true,
  status: 'InService',
  configuration: 'config-13',
  packageArn: version(13),
  stackPackageArn: version(13),
};

export const MODEL: ReleasableModel = {
  model: 'churn',
  modelPackageGroupName: GROUP,
  parameterName: '/excorp/prod/churn/model-package-arn',
  stackName: 'prod-Serving-churn',
  packageParameter: 'ModelPackageArn1',
  endpointExistsParameter: 'ModelPackageEndpointExists2',
  endpointName: GROUP,
  policy: {
    riskClass: 'medium',
    production: true,
    evaluation: [{ metric: 'auc', floor: 0.8 }],
    readinessExpires: '2027-09-01',
    capacity: [{ instanceType: 'ml.g5.2xlarge', instances: 12 }],
  },
};

/** What an update of the stack ends with. */
export type Rollout =
  | { readonly ends: 'well' }
  | { readonly ends: 'rolled back'; readonly failureReason: string }
  | { readonly ends: 'never' }
  | { readonly ends: 'refused'; readonly message: string }
  /** SageMaker goes back, and CloudFormation says UPDATE_COMPLETE (assumption A-SILENT-ROLLBACK). */
  | { readonly ends: 'rolled back silently' }
  /** The stack goes back while SageMaker refuses updates: the endpoint is at rest after these seconds (A-CANCEL). */
  | { readonly ends: 'rollback refused'; readonly seconds: number };

interface Update {
  readonly endsAt: number;
  readonly served: string;
  readonly exists: string;
  /** Whether a failure is to leave what was done. */
  readonly paused: boolean;
}

interface Endpoint {
  readonly config: string;
  readonly status: string;
  readonly failureReason?: string;
}

/** A serving stack as CloudFormation plays it, and its endpoint as SageMaker does. */
export class ServingStack {
  public readonly clock = { now: Date.parse('2026-11-23T10:00:00.000Z') };
  public parameter = version(13);
  public stack = {
    status: 'UPDATE_COMPLETE',
    served: version(13),
    exists: 'true',
    reason: undefined as string | undefined,
  };
  public endpoint: Endpoint | undefined = { config: 'config-13', status: 'InService' };
  /** Instances or copies that run. */
  public instances = 2;
  /** Whether an instance or a copy of a version starts. */
  public startable: (packageArn: string) => boolean = () => true;
  /** The package of a model, where it is not the version of its number. */
  public packagesOf: Record<string, string | undefined> = {};
  public rollout: Rollout = { ends: 'well' };
  /** What the next updates end with, before `rollout` counts. */
  public nextRollouts: Rollout[] = [];
  public rolloutSeconds = 600;
  /** What the endpoint does once an update has ended well. */
  public afterUpdate: { readonly status: string; readonly seconds: number; readonly instances?: number } | undefined;
  /** Whether DescribeStacks tells what the SSM parameter was resolved to. */
  public tellsResolved = true;
  /** What another release does when its update is cancelled. */
  public onCancel: () => void = () => undefined;
  /** Whether the rollback of a stack can be continued. */
  public continues = true;
  /** Concurrent requests on each instance, by the minute. */
  public load: readonly number[] = [];
  public readonly loadQueries: Json[] = [];
  public readonly updates: Json[] = [];
  /** Models that were asked to start an instance or a copy, by the state that asked. */
  public readonly woken: string[] = [];
  private update: Update | undefined;
  private settlesAt = 0;

  /** Scaling changes the endpoint for so many seconds. */
  public scaling(seconds: number): void {
    if (this.endpoint !== undefined) this.endpoint = { ...this.endpoint, status: 'Updating' };
    this.settlesAt = this.clock.now + seconds * 1000;
  }

  /** What the services of the stack and its endpoint answer. */
  protected servingServices(): Record<string, Service> {
    return {
      'cloudformation:describeStacks': () => this.describeStack(),
      'cloudformation:updateStack': (given) => this.updateStack(given),
      'cloudformation:cancelUpdateStack': () => {
        this.rollout = { ends: 'rolled back', failureReason: 'cancelled' };
        this.nextRollouts = [];
        if (this.update !== undefined) this.update = { ...this.update, endsAt: this.clock.now + 60_000 };
        this.onCancel();
        return {};
      },
      'cloudformation:continueUpdateRollback': () => {
        const status = this.continues ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_FAILED';
        this.stack = { ...this.stack, status };
        return {};
      },
      'cloudwatch:getMetricData': (given) => {
        this.loadQueries.push(given);
        return { MetricDataResults: [{ Id: 'load', Values: this.load }] };
      },
      'ssm:getParameter': () => ({ Parameter: { Value: this.parameter } }),
      'ssm:putParameter': ({ Value }) => {
        this.parameter = Value as string;
        return {};
      },
      'sagemaker:describeEndpoint': () => {
        const { config, failureReason } = this.described();
        return {
          EndpointConfigName: config,
          EndpointStatus: this.status(),
          FailureReason: failureReason,
          ProductionVariants: [
            { VariantName: 'AllTraffic', CurrentInstanceCount: this.instances, DesiredInstanceCount: this.instances },
          ],
        };
      },
      'sagemaker:describeInferenceComponent': () => {
        const { config, failureReason } = this.described();
        const specification = { ModelName: config.replace('config', 'model') };
        return {
          InferenceComponentStatus: this.status(),
          Specifications: [specification, specification],
          RuntimeConfig: { CurrentCopyCount: this.instances, DesiredCopyCount: this.instances },
          FailureReason: failureReason,
        };
      },
      'sagemaker:describeEndpointConfig': ({ EndpointConfigName }) => ({
        ProductionVariants: [{ ModelName: (EndpointConfigName as string).replace('config', 'model') }],
      }),
      'sagemaker:describeModel': ({ ModelName }) => {
        const name = ModelName as string;
        const found = name in this.packagesOf ? this.packagesOf[name] : version(Number(name.split('-').at(-1)));
        return { PrimaryContainer: { Image: 'djl-inference', ModelPackageName: found } };
      },
      'sagemaker:updateEndpointWeightsAndCapacities': ({ DesiredWeightsAndCapacities: wanted }, state) =>
        this.wake(state, (wanted as readonly { DesiredInstanceCount: number }[])[0]?.DesiredInstanceCount ?? 0),
      'sagemaker:updateInferenceComponentRuntimeConfig': ({ DesiredRuntimeConfig: wanted }, state) =>
        this.wake(state, (wanted as { CopyCount: number }).CopyCount),
    };
  }

  private wake(state: string, count: number): object {
    this.woken.push(state);
    this.settlesAt = this.clock.now + 240_000;
    if (this.endpoint === undefined) return {};
    const starts = this.startable(version(Number(this.endpoint.config.split('-').at(-1))));
    if (starts) this.instances = count;
    this.endpoint = { ...this.endpoint, status: starts ? 'Updating' : 'RollingBack' };
    return {};
  }

  private described(): Endpoint {
    this.settle();
    if (this.endpoint !== undefined) return this.endpoint;
    throw new ServiceFault('SageMaker.SageMakerException', `Could not find endpoint "${GROUP}".`);
  }

  private status(): string | undefined {
    return this.endpoint?.status;
  }

  private describeStack(): object {
    this.settle();
    const { status, served, exists, reason } = this.stack;
    return {
      Stacks: [
        {
          StackStatus: status,
          StackStatusReason: reason,
          Parameters: [
            {
              ParameterKey: MODEL.packageParameter,
              ParameterValue: MODEL.parameterName,
              ...(this.tellsResolved && { ResolvedValue: served }),
            },
            { ParameterKey: MODEL.endpointExistsParameter, ParameterValue: exists },
            { ParameterKey: 'BootstrapVersion', ParameterValue: '/cdk-bootstrap/hnb659fds/version' },
          ],
        },
      ],
    };
  }

  private updateStack(given: Json): object {
    this.updates.push(given);
    const rollout = this.nextRollouts[0] ?? this.rollout;
    if (rollout.ends === 'refused') throw new ServiceFault('CloudFormation.CloudFormationException', rollout.message);
    const parameters = given['Parameters'] as readonly { ParameterKey: string; ParameterValue?: string }[];
    const wanted = parameters.find(({ ParameterKey }) => ParameterKey === MODEL.endpointExistsParameter);
    const exists = wanted?.ParameterValue ?? this.stack.exists;
    if (this.stack.status !== 'UPDATE_FAILED' && this.parameter === this.stack.served && exists === this.stack.exists) {
      throw new ServiceFault('CloudFormation.CloudFormationException', 'No updates are to be performed.');
    }
    this.stack = { ...this.stack, status: 'UPDATE_IN_PROGRESS' };
    const endsAt = this.clock.now + this.rolloutSeconds * 1000;
    this.update = { endsAt, served: this.parameter, exists, paused: given['DisableRollback'] === true };
    return { StackId: 'stack' };
  }

  private settle(): void {
    if (this.endpoint !== undefined && this.settlesAt > 0 && this.clock.now >= this.settlesAt) {
      this.settlesAt = 0;
      this.endpoint = { ...this.endpoint, status: 'InService' };
    }
    if (this.update === undefined || this.clock.now < this.update.endsAt) return;
    const rollout = this.nextRollouts[0] ?? this.rollout;
    if (rollout.ends === 'never') return;
    const { served, exists, paused } = this.update;
    this.update = undefined;
    this.nextRollouts.shift();
    const made = { status: 'UPDATE_COMPLETE', served, exists, reason: undefined };
    switch (rollout.ends) {
      case 'well':
        this.stack = made;
        this.endpoint = { config: configOf(served), status: this.afterUpdate?.status ?? 'InService' };
        if (this.afterUpdate !== undefined) this.settlesAt = this.clock.now + this.afterUpdate.seconds * 1000;
        this.instances = this.afterUpdate?.instances ?? this.instances;
        return;
      case 'rolled back silently':
        this.stack = made;
        return;
      case 'rollback refused':
        this.stack = { ...this.stack, status: 'UPDATE_ROLLBACK_FAILED' };
        this.scaling(rollout.seconds);
        return;
      case 'refused':
        return;
      case 'rolled back':
        // CloudFormation puts the endpoint back to what it believes was there, unless the update was to stay as it is.
        this.stack = paused
          ? { ...made, status: 'UPDATE_FAILED' }
          : { ...this.stack, status: 'UPDATE_ROLLBACK_COMPLETE', reason: 'resource(s) failed: [Endpoint]' };
        if (this.endpoint !== undefined) {
          const config = paused ? this.endpoint.config : configOf(this.stack.served);
          this.endpoint = { ...this.endpoint, config, failureReason: rollout.failureReason };
        }
        return;
    }
  }
}

function configOf(packageArn: string): string {
  return `config-${packageArn.split('/').at(-1) ?? ''}`;
}
