import { CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { clientsFor } from '../../../../lib/operator/aws/clients';
import { callWith, type OperationName } from '../../../../lib/operator/aws/operations';
import type { Session } from '../../../../lib/operator/aws/session';
import type { Host } from '../../../../lib/operator/console';
import type { Trial } from '../../../../lib/operator/prove/trial';
import { ALARM, type Look, type Story } from './stories';

export const ACCOUNT = '333333333333';
export const IMAGE = `763104351884.dkr.ecr.eu-west-1.amazonaws.com/triton@sha256:${'b'.repeat(64)}`;
const STACK_ID = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/prove-Serving-realtime/1`;

/** AWS as far as the proofs ask it: one endpoint, its stack, its alarm, and releases that go as they are told. */
export class World {
  public readonly cloudformation = mockClient(CloudFormationClient);
  public readonly cloudwatch = mockClient(CloudWatchClient);
  public readonly dynamodb = mockClient(DynamoDBClient);
  public readonly runtime = mockClient(SageMakerRuntimeClient);
  public readonly s3 = mockClient(S3Client);
  public readonly sagemaker = mockClient(SageMakerClient);
  public readonly sfn = mockClient(SFNClient);
  /** The configuration that the alarm watches alone. @default - that which the endpoint is being moved to */
  public watched: string | undefined;
  /** What the endpoint says at rest. @default - there is none */
  public present: Look | undefined;
  private registered = 0;
  private readonly failing = new Set<number>();
  /** Versions of configurations that do not serve the version of their own number. */
  private readonly versions = new Map<number, number>();
  private stories: Story[] = [];
  private running: { readonly story: Story; look: number } | undefined;
  private events: { id: number; status: string; reason?: string }[] = [];
  private last: Story | undefined;

  /** An endpoint that serves version 1, unless another is given. */
  public reset(present: Look | undefined = { status: 'InService', config: 1 }): this {
    const all = [this.cloudformation, this.cloudwatch, this.dynamodb, this.runtime, this.s3, this.sagemaker, this.sfn];
    for (const client of all) client.reset();
    Object.assign(this, { present, stories: [], events: [], watched: undefined, last: undefined });
    this.running = undefined;
    this.registered = present?.config ?? 0;
    this.failing.clear();
    this.versions.clear();
    this.answerServing();
    this.answerReleases();
    this.answerAlarms();
    return this;
  }

  /** The next release goes so. */
  public releases(...stories: readonly Story[]): this {
    this.stories.push(...stories);
    return this;
  }

  /** A configuration that serves a version of before. */
  public servesAgain(config: number, version: number): this {
    this.versions.set(config, version);
    return this;
  }

  /** The version that is there already fails. */
  public failsNow(version: number): this {
    this.failing.add(version);
    return this;
  }

  /** Requests are answered whatever serves. */
  public neverFails(): void {
    this.runtime.on(InvokeEndpointCommand).resolves({});
  }

  public trial(more: Partial<Trial> = {}): Trial {
    return {
      session: this.session(),
      image: IMAGE,
      mailArrived: () => Promise.resolve(undefined),
      say: () => undefined,
      pause: () => new Promise((resolve) => void setImmediate(resolve)),
      ...more,
    };
  }

  /** The deployed environment `prove`. */
  public session(): Session<OperationName> {
    return {
      host: hostOf(),
      description: DESCRIPTION,
      caller: { arn: `arn:aws:iam::${ACCOUNT}:user/ana`, account: ACCOUNT, partition: 'aws' },
      call: callWith(clientsFor('eu-west-1', {})),
    };
  }

  private answerServing(): void {
    this.s3.on(PutObjectCommand).callsFake(({ Key = '', Body }: { Key?: string; Body?: string }) => {
      // The weights are uploaded before the version is registered.
      if (Key.endsWith('behaviour.json') && Body?.includes('true') === true) this.failing.add(this.registered + 1);
      return { VersionId: 'v' };
    });
    this.sagemaker
      .on(CreateModelPackageCommand)
      .callsFake(() => ({ ModelPackageArn: arnOf((this.registered += 1)) }))
      .on(DescribeEndpointCommand)
      .callsFake(() => this.described(this.look()))
      .on(DescribeEndpointConfigCommand)
      .callsFake(({ EndpointConfigName = '' }: { EndpointConfigName?: string }) => ({
        ProductionVariants: [{ ModelName: EndpointConfigName.replace('config', 'model') }],
      }))
      .on(DescribeModelCommand)
      .callsFake(({ ModelName = '' }: { ModelName?: string }) => ({
        PrimaryContainer: { ModelPackageName: arnOf(this.versionOf(Number(ModelName.split('-')[1]))) },
        VpcConfig: { Subnets: ['subnet-a'], SecurityGroupIds: ['sg'] },
      }));
    this.runtime.on(InvokeEndpointCommand).callsFake(() => {
      // Requests go to the new version too, as soon as there is one.
      const moving = this.running?.story.during?.find(({ pending }) => pending !== undefined)?.pending;
      if (!this.failing.has(this.versionOf(moving ?? this.present?.config ?? 0))) return {};
      throw Object.assign(new Error('500'), { name: 'ModelError' });
    });
  }

  private answerReleases(): void {
    this.dynamodb.on(BatchGetItemCommand).resolves({ Responses: {} });
    this.sfn
      .on(ListExecutionsCommand)
      .callsFake(() => ({
        executions: ['realtime', 'queue'].map((model) => ({
          name: `${model}-${this.registered}-release-20261127T120000Z`,
          status: 'FAILED',
        })),
      }))
      .on(StartExecutionCommand)
      .callsFake(() => {
        const story = this.stories.shift();
        if (story === undefined) throw new Error('no release was expected');
        this.running = { story, look: 0 };
        this.last = story;
        const first = this.events.length;
        this.events.push(
          ...(story.stack ?? []).map(([status, reason], index) => ({ id: first + index, status, reason })),
        );
        return { executionArn: 'arn:execution' };
      })
      .on(DescribeExecutionCommand)
      .callsFake(() => this.progress())
      .on(GetExecutionHistoryCommand)
      .resolves({ events: [] });
    this.cloudformation.on(DescribeStackEventsCommand).callsFake(() => ({
      StackEvents: this.events.toReversed().map(({ id, status, reason }) => ({
        EventId: `event-${id}`,
        StackId: STACK_ID,
        PhysicalResourceId: STACK_ID,
        ResourceType: 'AWS::CloudFormation::Stack',
        ResourceStatus: status,
        ResourceStatusReason: reason,
        Timestamp: new Date(Date.UTC(2026, 10, 27, 12, id)),
      })),
    }));
  }

  private answerAlarms(): void {
    this.cloudwatch
      .on(DescribeAlarmsCommand)
      .callsFake(() => {
        const pending = this.running?.story.during?.find((look) => look.pending !== undefined)?.pending;
        const Value = this.watched ?? `config-${pending ?? 0}`;
        return { MetricAlarms: [{ AlarmName: ALARM, Dimensions: [{ Name: 'EndpointConfigName', Value }] }] };
      })
      .on(DescribeAlarmHistoryCommand)
      .callsFake(() => ({
        AlarmHistoryItems: this.last?.alarm === true ? [wentTo('ALARM'), wentTo('OK')] : [wentTo('OK')],
      }))
      .on(ListMetricsCommand)
      .resolves({ Metrics: [{ MetricName: 'Invocations' }] });
  }

  private versionOf(config: number): number {
    return this.versions.get(config) ?? config;
  }

  private look(): Look | undefined {
    const { running } = this;
    if (running === undefined) return this.present;
    const looks = running.story.during ?? [];
    const look = looks[Math.min(running.look, looks.length - 1)] ?? this.present;
    running.look += 1;
    return look;
  }

  private progress() {
    const times = {
      startDate: new Date(Date.UTC(2026, 10, 27, 12)),
      stopDate: new Date(Date.UTC(2026, 10, 27, 12, 9)),
    };
    const { running } = this;
    if (running !== undefined && running.look < (running.story.during?.length ?? 0)) {
      return { ...times, status: 'RUNNING' };
    }
    if (running !== undefined) {
      this.present = running.story.after ?? this.present;
      this.running = undefined;
    }
    return { ...times, status: this.last?.status, cause: this.last?.cause };
  }

  private described(look: Look | undefined) {
    if (look === undefined) throw Object.assign(new Error('Could not find endpoint'), { name: 'ValidationException' });
    const { status, config, pending, phase = 'Baking', instances = 2, reason } = look;
    return {
      EndpointStatus: status,
      EndpointConfigName: `config-${config}`,
      LastModifiedTime: new Date(Date.UTC(2026, 10, 27, 12)),
      FailureReason: reason,
      ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: instances }],
      LastDeploymentConfig: { AutoRollbackConfiguration: { Alarms: [{ AlarmName: ALARM }] } },
      ...(pending !== undefined && {
        PendingDeploymentSummary: {
          EndpointConfigName: `config-${pending}`,
          ProductionVariants: [{ VariantStatus: [{ Status: phase }] }],
        },
      }),
    };
  }
}

/** What the environment publishes. */
export const DESCRIPTION = {
  schemaVersion: 1,
  environment: 'prove',
  prefix: 'excorp',
  account: ACCOUNT,
  region: 'eu-west-1',
  production: false,
  modelBucket: 'weights',
  ledgerTable: 'ledger',
} as const;

/** A terminal-less host, at noon. */
export function hostOf(more: Partial<Host> = {}): Host {
  return {
    out: () => undefined,
    err: () => undefined,
    colour: false,
    cwd: '/',
    today: '2026-11-27',
    nodeVersion: '20.20.2',
    variables: {},
    now: () => new Date('2026-11-27T12:00:00.000Z'),
    timeZone: 'UTC',
    interruptible: (work) => work(() => Promise.resolve(false)),
    ...more,
  };
}

/** ARN of a version of the realtime model. */
export function arnOf(version: number): string {
  return `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:model-package/excorp-prove--realtime/${version}`;
}

function wentTo(stateValue: string) {
  return {
    HistoryData: JSON.stringify({ newState: { stateValue, stateReason: 'Threshold Crossed' } }),
    Timestamp: new Date(Date.UTC(2026, 10, 27, 12, 5)),
  };
}
