import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { effectiveRemoval, failIfAny } from '../ground';
import { HandlerFunction, type HandlerPlatform } from '../handlers';
import { type AlertRoutes, EVENT_RULE_ALARMS } from '../monitoring';
import { type ObjectLock, ProtectedBucket, type ProtectedBucketProps } from '../storage';
import type { Naming } from './core';
import { allowDescriptions } from './describe-permissions';
import { LedgerAlarms } from './ledger-alarms';
import { LedgerEvents } from './ledger-events';
import { LedgerTable } from './ledger-table';

/** Deliveries of a fact until it counts as one that cannot be recorded. */
const MAX_RECEIVES = 8;
const TIMEOUT = Duration.minutes(1);
/**
 * Each takes some calls, one after the other, and the function has a minute; a rule's input has at most 8,192 characters.
 */
const MODELS_PER_CHECK = 50;

/** Properties of a {@link ReleaseLedger}. */
export interface ReleaseLedgerProps extends HandlerPlatform {
  /** How the names of resources contain the name of the model. */
  readonly naming: Naming;
  /** Names of the models whose endpoints are checked against the ledger. */
  readonly models: readonly string[];
  /** Receives the access logs of the bucket with the copies. */
  readonly accessLogs: s3.IBucket;
  /** How long nobody can delete the copy of a record. */
  readonly objectLock: ObjectLock;
  /**
   * Where the copies are replicated, or why they are not. @default - not replicated, which the NIST rule on replication
   * refuses
   */
  readonly replica?: ProtectedBucketProps['replica'];
  /** The topics that the alarms notify. */
  readonly alerts: AlertRoutes;
  /** How often endpoints are checked against the ledger. @default Duration.minutes(15) */
  readonly reconcileEvery?: Duration;
}

/**
 * The release ledger of an environment: which version of each model served when, and why.
 *
 * Events of endpoints, model packages and serving stacks and API calls go through a queue to a recorder. The recorder
 * appends them to a table: a hash chain for each model. Only the recorder and the reconciler can append, and nobody can
 * change records. Each record is copied to a bucket with object lock. On a schedule, the reconciler compares each endpoint
 * with its last record.
 */
export class ReleaseLedger extends Construct {
  public readonly table: dynamodb.Table;
  /** The bucket with the locked copies, under `records/<model>/<sequence>.json`. */
  public readonly bucket: ProtectedBucket;
  /** The queue for events and for requests of the release machine. */
  public readonly queue: sqs.Queue;
  /** The queue for events that could not be recorded; it keeps them for 14 days. */
  public readonly deadLetters: sqs.Queue;
  public readonly recorder: HandlerFunction;
  public readonly reconciler: HandlerFunction;
  public readonly copier: HandlerFunction;
  public readonly alarms: LedgerAlarms;
  /** Lets a role describe configurations, models and model packages: the release machine needs it too. */
  public readonly describeVersions: iam.ManagedPolicy;
  private readonly ledger: LedgerTable;
  private readonly encryptionKey: kms.IKey;

  /** @throws Error naming every invalid prop */
  constructor(scope: Construct, id: string, props: ReleaseLedgerProps) {
    super(scope, id);
    failIfAny(this, problemsOf(props));
    this.encryptionKey = props.encryptionKey;
    this.deadLetters = this.createQueue('DeadLetters', props);
    this.queue = this.createQueue('Facts', props, this.deadLetters);
    this.recorder = this.createHandler(
      'Recorder',
      props,
      'Appends what happens to endpoints and versions to the ledger',
    );
    this.reconciler = this.createHandler(
      'Reconciler',
      props,
      'Compares endpoints with what the ledger saw of them last',
    );
    this.copier = this.createHandler(
      'Copy',
      props,
      'Copies records of the ledger to a bucket whose objects are locked',
    );
    const writers = [this.recorder, this.reconciler];
    this.ledger = new LedgerTable(this, 'Ledger', { ...props, writers: writers.map(({ role }) => role) });
    this.table = this.ledger.table;
    this.bucket = this.createBucket(props);
    for (const writer of writers) this.connectWriter(writer, props.naming);
    const endpoints = props.models.map((model) => `${props.naming.resourcePrefix}${model}`);
    this.describeVersions = allowDescriptions(this, writers, endpoints);
    this.consume();
    this.copyStream();
    const { naming, encryptionKey, alerts } = props;
    new LedgerEvents(this, 'Events', { naming, queue: this.queue, encryptionKey, alerts });
    const reconcileEvery = props.reconcileEvery ?? Duration.minutes(15);
    this.schedule(props, reconcileEvery);
    this.alarms = new LedgerAlarms(this, 'Alarms', {
      recorder: this.recorder,
      reconciler: this.reconciler,
      copier: this.copier,
      queue: this.queue,
      deadLetters: this.deadLetters,
      alerts,
      reconcileEvery,
      differences: this.differences(reconcileEvery),
    });
  }

  /** Allows a principal to read records, and sets `LEDGER_TABLE_NAME` for a handler. The copies are read from {@link bucket}. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    if (grantee instanceof HandlerFunction) grantee.addEnvironment('LEDGER_TABLE_NAME', this.table.tableName);
    return this.ledger.grantRead(grantee);
  }

  /**
   * Allows the release machine to request records of releases and pins: `sqs:SendMessage`, with a `RecordRequest` as body,
   * and the use of the queue's key. It cannot write to the table, nor request records of what an endpoint did.
   */
  public grantRecordIntent(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.queue.queueArn],
    }).combine(this.encryptionKey.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey'));
  }

  private createQueue(id: string, props: ReleaseLedgerProps, deadLetters?: sqs.Queue): sqs.Queue {
    return new sqs.Queue(this, id, {
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: props.encryptionKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: effectiveRemoval(props),
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: six times the function's time-out
      visibilityTimeout: Duration.seconds(TIMEOUT.toSeconds() * 6),
      ...(deadLetters && { deadLetterQueue: { queue: deadLetters, maxReceiveCount: MAX_RECEIVES } }),
    });
  }

  private createHandler(id: string, props: ReleaseLedgerProps, description: string): HandlerFunction {
    return new HandlerFunction(this, id, {
      ...props,
      handler: `ledger/${id.toLowerCase()}`,
      description,
      timeout: TIMEOUT,
    });
  }

  private createBucket(props: ReleaseLedgerProps): ProtectedBucket {
    const bucket = new ProtectedBucket(this, 'Copies', props);
    // By the policy of the bucket, which can only ever speak of its own objects, not by a wildcard of the role.
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AdmitCopies',
        principals: [this.copier.role],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('records/*')],
      }),
    );
    this.copier.addEnvironment('BUCKET_NAME', bucket.bucketName);
    return bucket;
  }

  private connectWriter(writer: HandlerFunction, { resourcePrefix, stackPrefix }: Naming): void {
    this.ledger.grantAppend(writer);
    writer
      .addEnvironment('TABLE_NAME', this.table.tableName)
      .addEnvironment('RESOURCE_PREFIX', resourcePrefix)
      .addEnvironment('STACK_PREFIX', stackPrefix);
  }

  private consume(): void {
    this.queue.grantConsumeMessages(this.recorder);
    this.recorder.lambdaFunction.addEventSourceMapping('Facts', {
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
  }

  private copyStream(): void {
    const stream = this.table.tableStreamArn;
    if (stream === undefined) return;
    this.copier.addToRolePolicy(
      new iam.PolicyStatement({
        sid: 'ReadStream',
        // All four on the stream itself, as the policy template DynamoDBStreamReadPolicy of AWS SAM has them.
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [stream],
      }),
    );
    this.copier.lambdaFunction.addEventSourceMapping('Records', {
      eventSourceArn: stream,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 25,
      // A record without its copy is a gap in the proof: try until the stream forgets it, and let the alarm call somebody.
      retryAttempts: -1,
      reportBatchItemFailures: true,
      filters: [
        lambda.FilterCriteria.filter({
          eventName: ['INSERT'],
          dynamodb: { Keys: { entry: { S: [{ prefix: 'record#' }] } } },
        }),
      ],
    });
  }

  private schedule({ models, alerts }: ReleaseLedgerProps, every: Duration): void {
    for (let first = 0; first < models.length; first += MODELS_PER_CHECK) {
      const rule = new events.Rule(this, `Check${first / MODELS_PER_CHECK + 1}`, {
        description: 'Compares endpoints with the release ledger',
        schedule: events.Schedule.rate(every),
        targets: [
          new targets.LambdaFunction(this.reconciler.lambdaFunction, {
            event: events.RuleTargetInput.fromObject({ models: models.slice(first, first + MODELS_PER_CHECK) }),
          }),
        ],
      });
      EVENT_RULE_ALARMS.create(rule, rule, alerts);
    }
  }

  private differences(period: Duration): cloudwatch.IMetric {
    const filter = new logs.MetricFilter(this, 'Differences', {
      logGroup: this.reconciler.logGroup,
      filterPattern: logs.FilterPattern.numberValue('$.message.ledgerDifference', '=', 1),
      metricNamespace: 'ReleaseLedger',
      metricName: `Differences-${Stack.of(this).stackName}`,
      metricValue: '1',
    });
    return filter.metric({ period, statistic: 'Sum' });
  }
}

function problemsOf({ naming, models, reconcileEvery }: ReleaseLedgerProps): string[] {
  const problems: string[] = [];
  if (naming.resourcePrefix === '' || naming.stackPrefix === '') {
    problems.push(
      'naming must have a prefix for resources and one for stacks, got an empty one; models are told by it',
    );
  }
  if (models.length === 0)
    problems.push('models must name at least one model, got none; give those of the environment');
  const minutes = reconcileEvery?.toMinutes({ integral: false });
  if (minutes !== undefined && (!Number.isInteger(minutes) || minutes < 5 || minutes > 1440)) {
    problems.push(`reconcileEvery must be whole minutes from 5 to 1440, got ${minutes}; use Duration.minutes(15)`);
  }
  return problems;
}
