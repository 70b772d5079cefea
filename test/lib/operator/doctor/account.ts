import { BudgetsClient, DescribeBudgetsCommand, type Budget } from '@aws-sdk/client-budgets';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  ListCostAllocationTagsCommand,
} from '@aws-sdk/client-cost-explorer';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { Finding } from '../../../../lib/operator/doctor/check';
import type { Examined } from '../../../../lib/operator/doctor/examine';
import { Sample } from '../../config/sample';
import { call } from '../call';

export const ACCOUNT = '333333333333';
export const CRITICAL = `arn:aws:sns:eu-west-1:${ACCOUNT}:prod-Foundation-AlertsCritical-x`;
const OWNER = 'ai-platform@example.com';

/** What a release of all models of the sample's `prod` needs, and what its file says is granted. */
export const GRANTED = { 'ml.g5.2xlarge': 12, 'ml.g6.2xlarge': 12, 'ml.g6.12xlarge': 6, 'ml.g6.xlarge': 8 } as const;

/** The account of the sample's `prod`, as far as the doctor asks it. Nothing is missing until a test plants it. */
export class Account {
  public readonly budgets = mockClient(BudgetsClient);
  public readonly cloudformation = mockClient(CloudFormationClient);
  public readonly costExplorer = mockClient(CostExplorerClient);
  public readonly iam = mockClient(IAMClient);
  public readonly lambda = mockClient(LambdaClient);
  public readonly quotas = mockClient(ServiceQuotasClient);
  public readonly sns = mockClient(SNSClient);
  public readonly ssm = mockClient(SSMClient);
  public readonly sts = mockClient(STSClient);

  /** All clients. */
  public get clients() {
    const { budgets, cloudformation, costExplorer, iam, lambda, quotas, sns, ssm, sts } = this;
    return [budgets, cloudformation, costExplorer, iam, lambda, quotas, sns, ssm, sts];
  }

  /** Names of the operations that AWS was asked for. */
  public get sent(): readonly string[] {
    return this.clients.flatMap((client) =>
      client.calls().map(({ args }) => args[0].constructor.name.replace(/Command$/, '')),
    );
  }

  /** Back to an account in which nothing is missing. */
  public reset(): void {
    for (const client of this.clients) client.reset();
    this.sts.on(GetCallerIdentityCommand).resolves({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/ana` });
    this.grants(GRANTED);
    this.quotas.on(ListAWSDefaultServiceQuotasCommand).resolves({});
    this.runsFunctions(1000);
    this.bootstrapped({ 'eu-west-1': '28', 'eu-central-1': '28' });
    this.iam.on(GetRoleCommand).resolves({});
    this.cloudformation.on(ListStackResourcesCommand).resolves({
      StackResourceSummaries: [
        resource('AWS::SNS::Topic', 'AlertsCritical', CRITICAL),
        resource('AWS::KMS::Key', 'Keys', 'key'),
      ],
    });
    this.subscribes(`${CRITICAL}:1`);
    this.activates({ 'cost-centre': 'Active', environment: 'Active', model: 'Active' });
    this.counts(budget(20, { environment: 'prod' }), budget(12, { environment: 'prod', model: 'churn' }));
    this.costs(0);
  }

  public grants(applied: Readonly<Record<string, number>>): void {
    const Quotas = Object.entries(applied).map(([type, Value]) => ({
      QuotaName: `${type} for endpoint usage`,
      Value,
    }));
    // On two pages, as Service Quotas pages.
    this.quotas
      .on(ListServiceQuotasCommand)
      .resolves({ Quotas: Quotas.slice(1) })
      .on(ListServiceQuotasCommand, { NextToken: undefined })
      .resolves({ Quotas: Quotas.slice(0, 1), NextToken: 'more' });
  }

  public runsFunctions(ConcurrentExecutions: number, UnreservedConcurrentExecutions = ConcurrentExecutions): void {
    this.lambda
      .on(GetAccountSettingsCommand)
      .resolves({ AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions } });
  }

  /** @param versions by Region */
  public bootstrapped(versions: Readonly<Record<string, string>>, qualifier = 'hnb659fds'): void {
    this.ssm
      .on(GetParameterCommand)
      .callsFake(async ({ Name }: { Name: string }, client: () => { config: SSMClient['config'] }) => {
        const Value = versions[await client().config.region()];
        if (Name !== `/cdk-bootstrap/${qualifier}/version` || Value === undefined) {
          throw new ParameterNotFound({ message: 'not there', $metadata: {} });
        }
        return { Parameter: { Name, Value } };
      });
  }

  public subscribes(SubscriptionArn: string, Endpoint = OWNER): void {
    this.sns
      .on(ListSubscriptionsByTopicCommand)
      .resolves({ Subscriptions: [{ Protocol: 'email', Endpoint, SubscriptionArn }] });
  }

  /** On two pages, as Budgets pages. */
  public counts(...all: readonly Budget[]): void {
    this.budgets
      .on(DescribeBudgetsCommand)
      .resolves({ Budgets: all.slice(1) })
      .on(DescribeBudgetsCommand, { NextToken: undefined })
      .resolves({ Budgets: all.slice(0, 1), NextToken: 'more' });
  }

  /** @param costUsd of this month, for whatever tags are asked for */
  public costs(costUsd: number): void {
    this.costExplorer
      .on(GetCostAndUsageCommand)
      .resolves({ ResultsByTime: [{ Total: { UnblendedCost: { Amount: String(costUsd), Unit: 'USD' } } }] });
  }

  /** @param tags their state, by key */
  public activates(tags: Readonly<Record<string, 'Active' | 'Inactive'>>): void {
    this.costExplorer.on(ListCostAllocationTagsCommand).resolves({
      CostAllocationTags: Object.entries(tags).map(([TagKey, Status]) => ({ TagKey, Type: 'UserDefined', Status })),
    });
  }
}

function resource(ResourceType: string, LogicalResourceId: string, PhysicalResourceId: string) {
  return {
    ResourceType,
    LogicalResourceId,
    PhysicalResourceId,
    ResourceStatus: 'CREATE_COMPLETE' as const,
    LastUpdatedTimestamp: new Date(0),
  };
}

/** A monthly budget, with what it has counted. */
export function budget(countedUsd: number, tags: Readonly<Record<string, string>>, more: Partial<Budget> = {}): Budget {
  const filters = Object.entries(tags).map(([Key, value]) => ({
    Tags: { Key, Values: [value], MatchOptions: ['EQUALS' as const] },
  }));
  return {
    BudgetName: Object.values(tags).join('-'),
    BudgetType: 'COST',
    TimeUnit: 'MONTHLY',
    CalculatedSpend: { ActualSpend: { Amount: String(countedUsd), Unit: 'USD' } },
    FilterExpression: filters.length === 1 ? filters[0] : { And: filters },
    ...more,
  };
}

/** Runs `blueprint doctor --env prod --json` in a project. */
export async function examination(
  sample = new Sample(),
): Promise<{ readonly code: number; readonly checks: readonly Examined[] }> {
  const { code, out } = await call(sample.root, ['doctor', '--env', 'prod', '--json']);
  return { code, checks: (JSON.parse(out) as { checks: Examined[] }).checks };
}

/** What one check found, without what is true of every finding of it. */
export async function findings(wanted: string, sample?: Sample): Promise<readonly Finding[]> {
  const { checks } = await examination(sample);
  return checks
    .filter(({ id }) => id === wanted)
    .map(({ status, what, reason, remedy }) => ({
      status,
      what,
      ...(reason !== undefined && { reason }),
      ...(remedy !== undefined && { remedy }),
    }));
}
