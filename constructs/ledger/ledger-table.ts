import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { LEDGER_METADATA_KEY } from '../model';
import { type DataRemoval, denyPlaintext, effectiveRemoval, RETAINED, RETAINED_ALWAYS } from '../ground';
import { LEDGER_KEYS } from './core';

const READ_ACTIONS = ['dynamodb:GetItem', 'dynamodb:Query'];
/** What could change or remove an item that is there. `PutItem` can too, which is why only writers may call it. */
const CHANGES = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:UpdateItem',
];
/** A resource policy speaks of its own table only, and cannot name it before it exists. */
const ITSELF = '*';

/** Properties of a {@link LedgerTable}. */
export interface LedgerTableProps extends DataRemoval {
  readonly encryptionKey: kms.IKey;
  /** The only roles that may append. */
  readonly writers: readonly iam.IRole[];
}

/** The table of the ledger: items are added by its writers, and changed or deleted by nobody. See `core/keys.ts` for its layout. */
export class LedgerTable extends Construct {
  public readonly table: dynamodb.Table;
  private readonly key: kms.IKey;

  constructor(scope: Construct, id: string, props: LedgerTableProps) {
    super(scope, id);
    this.key = props.encryptionKey;
    const keep = effectiveRemoval(props) === RETAINED;
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: LEDGER_KEYS.partition, type: dynamodb.AttributeType.STRING },
      sortKey: { name: LEDGER_KEYS.sort, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
      deletionProtection: keep,
      removalPolicy: keep ? RETAINED_ALWAYS : effectiveRemoval(props),
      stream: dynamodb.StreamViewType.NEW_IMAGE,
      resourcePolicy: policy(props.writers, keep),
    });
    for (const { index, attribute } of [LEDGER_KEYS.serving, LEDGER_KEYS.time]) {
      this.table.addLocalSecondaryIndex({
        indexName: index,
        sortKey: { name: attribute, type: dynamodb.AttributeType.STRING },
        projectionType: dynamodb.ProjectionType.INCLUDE,
        nonKeyAttributes: [LEDGER_KEYS.record],
      });
    }
    if (this.table.node.defaultChild instanceof dynamodb.CfnTable) {
      this.table.node.defaultChild.addMetadata(LEDGER_METADATA_KEY, { schemaVersion: 1 });
    }
    acknowledge(this.table, {
      id: 'NIST.800.53.R5::NIST.800.53.R5-DynamoDBInBackupPlan',
      reason: 'Every record is copied to a bucket whose objects are locked, from which the table can be written again.',
      compensatingControl:
        'Point-in-time recovery for 35 days, deletion protection, and the locked copy, which the chain of hashes proves complete.',
    });
  }

  /** Lets a principal read records: `dynamodb:GetItem`, `dynamodb:Query`, and `kms:Decrypt`. */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.allow(grantee, READ_ACTIONS).combine(this.key.grant(grantee, 'kms:Decrypt'));
  }

  /** Lets a writer append: `dynamodb:PutItem`, beside what {@link grantRead} allows. The table admits it only when it is one of `writers`. */
  public grantAppend(grantee: iam.IGrantable): iam.Grant {
    return this.grantRead(grantee).combine(
      iam.Grant.addToPrincipal({
        grantee,
        actions: ['dynamodb:PutItem'],
        resourceArns: [this.table.tableArn],
      }),
    );
  }

  private allow(grantee: iam.IGrantable, actions: string[]): iam.Grant {
    const { tableArn } = this.table;
    const indexes = [LEDGER_KEYS.serving.index, LEDGER_KEYS.time.index].map((index) => `${tableArn}/index/${index}`);
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [tableArn, ...indexes] });
  }
}

function policy(writers: readonly iam.IRole[], keep: boolean): iam.PolicyDocument {
  const others = { ArnNotEquals: { 'aws:PrincipalArn': writers.map(({ roleArn }) => roleArn) } };
  return new iam.PolicyDocument({
    statements: [
      deny('NobodyChangesRecords', CHANGES),
      deny('OnlyWritersAppend', ['dynamodb:PutItem'], others),
      ...(keep ? [deny('NobodyDeletesTheLedger', ['dynamodb:DeleteTable'])] : []),
      denyPlaintext(ITSELF),
    ],
  });
}

function deny(sid: string, actions: string[], conditions?: Record<string, unknown>): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions,
    resources: [ITSELF],
    conditions,
  });
}
