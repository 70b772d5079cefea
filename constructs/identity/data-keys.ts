import { ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { fail, failIfAny, type DataRemoval, effectiveRemoval } from '../ground';
import { DATA_CLASSES, type DataClass } from '../model';

/** Properties of {@link DataKeys}. */
export interface DataKeysProps extends DataRemoval {
  /** Prefix of the alias of each key, e.g. `excorp/prod` for `alias/excorp/prod/confidential`. */
  readonly aliasPrefix: string;
  /**
   * Waiting period before a key is deleted, in which the deletion can be cancelled: 7 to 30 whole days.
   * @default Duration.days(30)
   */
  readonly pendingWindow?: Duration;
}

/**
 * One customer managed key per data class, and one for logs. Access to a data class needs access to its key.
 *
 * Keys rotate every year. Their policies leave permissions to IAM, as AWS recommends, allow no other account, and deny a
 * deletion with less than the pending window. The key for logs allows CloudWatch Logs, for log groups of this account.
 */
export class DataKeys extends Construct {
  /** Encrypts log groups and the audit trail. */
  public readonly logs: kms.Key;
  private readonly byClass: ReadonlyMap<DataClass, kms.Key>;

  /** @throws Error naming every invalid prop */
  constructor(scope: Construct, id: string, props: DataKeysProps) {
    super(scope, id);
    failIfAny(this, problemsOf(props));
    this.byClass = new Map(
      DATA_CLASSES.map((dataClass) => [
        dataClass,
        this.createKey(dataClass, `Encrypts data of class ${dataClass}`, props),
      ]),
    );
    this.logs = this.createKey('logs', 'Encrypts logs and the audit trail', props);
    this.admitCloudWatchLogs();
  }

  /** The key of a data class. */
  public keyFor(dataClass: DataClass): kms.Key {
    return (
      this.byClass.get(dataClass) ??
      fail(this, `there is no key for data of class ${dataClass}; add it to DATA_CLASSES`)
    );
  }

  private createKey(name: string, description: string, props: DataKeysProps): kms.Key {
    const pendingWindow = props.pendingWindow ?? Duration.days(30);
    const key = new kms.Key(this, name.charAt(0).toUpperCase() + name.slice(1), {
      alias: `${props.aliasPrefix}/${name}`,
      description,
      enableKeyRotation: true,
      pendingWindow,
      removalPolicy: effectiveRemoval(props),
    });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'DenyHastyDeletion',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['kms:ScheduleKeyDeletion'],
        resources: ['*'],
        conditions: { NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': pendingWindow.toDays() } },
      }),
    );
    return key;
  }

  private admitCloudWatchLogs(): void {
    const stack = Stack.of(this);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    this.logs.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AdmitCloudWatchLogs',
        principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
        actions: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
              service: 'logs',
              resource: 'log-group',
              resourceName: '*',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
  }
}

function problemsOf({ aliasPrefix, pendingWindow }: DataKeysProps): string[] {
  const problems: string[] = [];
  if (!Token.isUnresolved(aliasPrefix) && !/^(?!aws\/|alias\/)[\w-]+(\/[\w-]+)*$/.test(aliasPrefix)) {
    problems.push(
      `aliasPrefix must be of letters, digits, '-', '_' and '/' between them, and not begin with 'aws/' or 'alias/', got '${aliasPrefix}'; use for example 'excorp/prod'`,
    );
  }
  const days = pendingWindow?.toDays({ integral: false }) ?? 30;
  if (!Number.isInteger(days) || days < 7 || days > 30) {
    problems.push(`pendingWindow must be 7 to 30 whole days, got ${days}; use Duration.days(30)`);
  }
  return problems;
}
