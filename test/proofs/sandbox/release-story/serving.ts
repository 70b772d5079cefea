import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { endpointNamespace } from '../../../../constructs/model';
import { servingStackName } from '../../../../sandbox/release';
import { resourcesOf } from '../../../../sandbox/stacks';
import type { Harness } from '../harness';
import { ALARMS, CONFIGURATION, ENDPOINT, INSTANCES, MODEL, STACKS } from './shapes';

/** The endpoint of a model, and the alarm on the quality of its answers. */
export class Serving {
  private readonly endpointName: string;

  constructor(
    private readonly harness: Harness,
    private readonly model: string,
  ) {
    this.endpointName = harness.subject.environment.names.endpoint(model);
  }

  /** Where its judges publish. */
  public get namespace(): string {
    return endpointNamespace('ModelQuality', this.endpointName);
  }

  /** Waits until a new fleet has its first share of the traffic. */
  public async canary(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const { PendingDeploymentSummary } = await this.described();
      if (JSON.stringify(PendingDeploymentSummary ?? {}).includes('10%')) {
        await sleep(500);
        return;
      }
      await sleep(100);
    }
    throw new Error('no canary within half a minute');
  }

  /** Waits until the endpoint itself serves a version alone. */
  public async serves(packageArn: string): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const { EndpointConfigName, EndpointStatus } = await this.described();
      const config = await this.call('sagemaker', 'describe_endpoint_config', { EndpointConfigName }, CONFIGURATION);
      const { ModelName } = config.ProductionVariants[0];
      const { PrimaryContainer } = await this.call('sagemaker', 'describe_model', { ModelName }, MODEL);
      if (PrimaryContainer.ModelPackageName === packageArn && EndpointStatus === 'InService') return;
      await sleep(100);
    }
    throw new Error(`${packageArn} did not serve within a minute`);
  }

  /** The alarm on quality that the template has. */
  public async qualityAlarm(): Promise<z.infer<typeof ALARMS>['MetricAlarms'][0]> {
    const AlarmNames = await this.alarmNames('AnswersQuality');
    return (await this.call('cloudwatch', 'describe_alarms', { AlarmNames }, ALARMS)).MetricAlarms[0];
  }

  /** Waits until the alarm on quality rings. */
  public async rings(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if ((await this.qualityAlarm()).StateValue === 'ALARM') return;
      await sleep(100);
    }
    throw new Error('the alarm on quality did not ring within 10 seconds');
  }

  /**
   * Waits until the alarm is calm by which the release machine takes rollouts back. Alarms look at whole minutes, and the
   * waits of the machine are shorter here.
   */
  public async calm(): Promise<void> {
    const AlarmNames = await this.alarmNames('ReleaseRolloutCancelled');
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const { MetricAlarms } = await this.call('cloudwatch', 'describe_alarms', { AlarmNames }, ALARMS);
      if (MetricAlarms.every(({ StateValue }) => StateValue === 'OK')) return;
      await sleep(500);
    }
    throw new Error('the alarm of cancelled rollouts did not calm down within three minutes');
  }

  /** Cancels the update of the serving stack, as somebody could by hand. */
  public async cancelUpdate(): Promise<void> {
    const StackName = servingStackName(this.harness.subject, this.model);
    await this.call('cloudformation', 'cancel_update_stack', { StackName }, z.unknown());
  }

  /** Says, as SageMaker does, how many requests each instance had at once. */
  public async load(perInstance: number): Promise<void> {
    const Dimensions = [
      { Name: 'EndpointName', Value: this.endpointName },
      { Name: 'VariantName', Value: (await this.variant()).VariantName },
    ];
    const MetricData = [{ MetricName: 'ConcurrentRequestsPerModel', Dimensions, Value: perInstance }];
    await this.call('cloudwatch', 'put_metric_data', { Namespace: 'AWS/SageMaker', MetricData }, z.unknown());
  }

  /** Lets so few instances run, as automatic scaling does at night. */
  public async scaleIn(instances: number): Promise<void> {
    const { VariantName } = await this.variant();
    const DesiredWeightsAndCapacities = [{ VariantName, DesiredInstanceCount: instances }];
    const changed = { EndpointName: this.endpointName, DesiredWeightsAndCapacities };
    await this.call('sagemaker', 'update_endpoint_weights_and_capacities', changed, z.unknown());
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const { EndpointStatus } = await this.described();
      if (EndpointStatus === 'InService' && (await this.instances()) === instances) return;
      await sleep(100);
    }
    throw new Error(`the endpoint did not come down to ${instances} instances within half a minute`);
  }

  /** How many instances run. */
  public async instances(): Promise<number> {
    return (await this.variant()).CurrentInstanceCount;
  }

  /** Status of the serving stack. */
  public async stackStatus(): Promise<string> {
    const StackName = servingStackName(this.harness.subject, this.model);
    const { Stacks } = await this.call('cloudformation', 'describe_stacks', { StackName }, STACKS);
    return Stacks[0].StackStatus;
  }

  private async variant(): Promise<z.infer<typeof INSTANCES>['ProductionVariants'][0]> {
    const described = await this.call('sagemaker', 'describe_endpoint', { EndpointName: this.endpointName }, INSTANCES);
    return described.ProductionVariants[0];
  }

  /** Names of the alarms of the serving stack whose logical ids begin so. */
  private async alarmNames(begin: string): Promise<string[]> {
    const { aws, subject } = this.harness;
    const resources = await resourcesOf(aws, subject.place, servingStackName(subject, this.model));
    return resources.flatMap(({ ResourceType, LogicalResourceId, PhysicalResourceId }) =>
      ResourceType === 'AWS::CloudWatch::Alarm' && LogicalResourceId.startsWith(begin) ? [PhysicalResourceId] : [],
    );
  }

  private described(): Promise<z.infer<typeof ENDPOINT>> {
    return this.call('sagemaker', 'describe_endpoint', { EndpointName: this.endpointName }, ENDPOINT);
  }

  private call<T>(
    service: string,
    operation: string,
    parameters: Record<string, unknown>,
    answer: z.ZodType<T>,
  ): Promise<T> {
    const { aws, subject } = this.harness;
    return aws.call(subject.place, service, operation, parameters, answer);
  }
}
