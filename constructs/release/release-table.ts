import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { type DataRemoval, denyPlaintext, effectiveRemoval } from '../ground';

/** Properties of a {@link ReleaseTable}. */
export interface ReleaseTableProps extends DataRemoval {
  /** Name of the table: `EnvironmentNames.releaseTable`, so that the operator command finds it. */
  readonly tableName: string;
  readonly encryptionKey: kms.IKey;
}

/**
 * The state of the release machine for each model: lock, pin, versions that served well, approvers. Partition key `model`,
 * sort key `kind` (`RELEASE_ITEMS`). It is working state only; the ledger is the record of what happened.
 */
export class ReleaseTable extends Construct {
  public readonly table: dynamodb.Table;

  constructor(scope: Construct, id: string, props: ReleaseTableProps) {
    super(scope, id);
    this.table = new dynamodb.Table(this, 'Table', {
      tableName: props.tableName,
      partitionKey: { name: 'model', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'kind', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // The name is fixed: with deletion protection, the table of a failed first deployment would be in the way of the next.
      deletionProtection: false,
      removalPolicy: effectiveRemoval(props),
      resourcePolicy: new iam.PolicyDocument({ statements: [denyPlaintext(this.arn(props))] }),
    });
    acknowledge(this.table, {
      id: 'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan',
      reason: 'A copy of yesterday would bring back locks that were given back and pins that were taken off.',
      compensatingControl:
        'Point-in-time recovery of 35 days and deletion protection; all that happened is in the ledger, which is backed up.',
    });
  }

  /** By the name: the table's own attribute would make it refer to itself. */
  private arn({ tableName }: ReleaseTableProps): string {
    return Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: tableName });
  }
}
