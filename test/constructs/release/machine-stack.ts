import type { App, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { DataKeys } from '../../../constructs/identity';
import { describeVersions } from '../../../constructs/ledger/describe-permissions';
import { Network } from '../../../constructs/network';
import {
  type ReleasableModel,
  ReleaseCheckFunction,
  ReleaseMachine,
  type ReleaseMachineProps,
  ReleaseStarter,
  ReleaseTable,
} from '../../../constructs/release';
import { testApp, TestStack } from '../support';
import { MODEL } from './world';

/** The release machine of an environment, as it is wired, with what it needs of other stacks. */
export class MachineStack extends TestStack {
  public readonly machine: ReleaseMachine;
  public readonly table: ReleaseTable;
  public readonly queue: sqs.Queue;
  public readonly critical: sns.Topic;
  public readonly warning: sns.Topic;

  constructor(
    scope: Stage | App = testApp(),
    models: readonly ReleasableModel[] = [MODEL],
    props: Partial<ReleaseMachineProps> = {},
  ) {
    super(scope, 'Release');
    const keys = new DataKeys(this, 'Keys', { aliasPrefix: 'excorp/prod' });
    const key = keys.keyFor('internal');
    this.queue = new sqs.Queue(this, 'Ledger', {
      encryptionMasterKey: key,
      enforceSSL: true,
      deadLetterQueue: {
        maxReceiveCount: 5,
        queue: new sqs.Queue(this, 'LedgerDead', { encryptionMasterKey: key, enforceSSL: true }),
      },
    });
    this.critical = topic(this, 'Critical', key);
    this.warning = topic(this, 'Warning', key);
    const network = new Network(this, 'Network', {
      cidr: '10.30.0.0/16',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      flowLogKey: keys.logs,
      endpoints: ['ssm', 'states', 'dynamodb'],
    });
    const platform = { encryptionKey: key, logEncryptionKey: keys.logs, network };
    this.table = new ReleaseTable(this, 'Table', { tableName: 'excorp-prod-release', encryptionKey: key });
    const alerts = { critical: this.critical, warning: this.warning };
    const machineName = 'excorp-prod-release';
    this.machine = new ReleaseMachine(this, 'Machine', {
      ...platform,
      alerts,
      machineName,
      models,
      check: new ReleaseCheckFunction(this, 'Check', platform),
      table: this.table.table,
      ledgerQueue: this.queue,
      topicEncryptionKey: key,
      describeVersions: describeVersions(this),
      ...props,
    });
    new ReleaseStarter(this, 'Starter', { ...platform, alerts, machineName, models, table: this.table.table });
  }
}

function topic(stack: TestStack, id: string, masterKey: kms.IKey): sns.Topic {
  return new sns.Topic(stack, id, { masterKey, enforceSSL: true });
}

/** What the template of a managed policy says. */
interface PolicyProperties {
  readonly Roles?: readonly unknown[];
  readonly PolicyDocument: { readonly Statement: readonly unknown[] };
}

/** The documents of all policies of the machine's role: those attached to it, and those that it names. */
export function policyDocuments(stack: MachineStack): PolicyProperties['PolicyDocument'][] {
  const template = Template.fromStack(stack);
  const role = stack.resolve(stack.machine.role.roleName) as { Ref: string };
  const roles = template.findResources('AWS::IAM::Role') as Record<
    string,
    { Properties: { ManagedPolicyArns?: { Ref: string }[] } }
  >;
  const named = roles[role.Ref]?.Properties.ManagedPolicyArns?.map(({ Ref }) => Ref) ?? [];
  const policies = template.findResources('AWS::IAM::ManagedPolicy') as Record<
    string,
    { Properties: PolicyProperties }
  >;
  return Object.entries(policies)
    .filter(
      ([id, { Properties }]) =>
        named.includes(id) || Properties.Roles?.some((one) => JSON.stringify(one) === JSON.stringify(role)) === true,
    )
    .map(([, { Properties }]) => Properties.PolicyDocument);
}
