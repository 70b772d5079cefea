import { requestedFact, type Fact } from '../../../constructs/ledger';
import { handler as check } from '../../../constructs/release/check-release.lambda';
import { releaseDefinition, type ReleasableModel } from '../../../constructs/release/definition';
import type { DescribedVersion, ReleaseCheckResult } from '../../../constructs/release/core';
import { Executor, ServiceFault, type Run, type Service } from './executor';
import { GROUP, MODEL, REGION, ServingStack, version } from './serving-stack';

type Json = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, { readonly S?: string; readonly L?: readonly { readonly S: string }[] }>>;

const ANA = 'arn:aws:iam::333333333333:user/ana';
const BEN = 'arn:aws:iam::333333333333:user/ben';
const DIGEST = `sha256:${'a'.repeat(64)}`;

export { GROUP, MODEL, version };

export const DEFINITION = definitionOf(MODEL);

export function definitionOf(...models: readonly ReleasableModel[]): Json {
  const text = JSON.stringify(
    releaseDefinition({
      partition: 'aws',
      stateMachineArn: `arn:aws:states:${REGION}:stateMachine:excorp-prod-release`,
      models,
      tableName: 'releases',
      checkFunctionArn: `arn:aws:lambda:${REGION}:function:check`,
      ledgerQueueUrl: 'https://sqs/ledger.fifo',
      ledgerQueueIsFifo: true,
      criticalTopicArn: 'critical',
      warningTopicArn: 'warning',
      pollSeconds: 30,
      rolloutSeconds: 36_000,
      metricNamespace: 'AiProduction/Release',
    }),
  );
  return JSON.parse(text) as Json;
}

/** The services that the machine calls, as far as a release goes: registry, stack, endpoint, parameter, table, queue. */
export class World extends ServingStack {
  public items = new Map<string, Item>([
    ['history', { kind: { S: 'history' }, packages: { L: [{ S: version(13) }, { S: version(12) }] } }],
  ]);
  public packages = new Map<string, DescribedVersion>(
    [12, 13, 14].map((number) => [version(number), registered(number)]),
  );
  public quotas: Json[] = [{ QuotaName: 'ml.g5.2xlarge for endpoint usage', Value: 12 }];
  /** Executions that run, by their ARN. */
  public executions = new Set<string>();
  /** What the alarms of the machine's metrics do. */
  public onMetric: (name: string, value: number) => void = () => undefined;
  public readonly checks: Json[] = [];
  /** What becomes of the answer of the check. */
  public checked: (answer: ReleaseCheckResult) => object = (answer) => answer;
  public readonly facts: Fact[] = [];
  public readonly messages: Json[] = [];
  public readonly calls: string[] = [];
  public readonly metrics: Json[] = [];
  /** Faults by call and, optionally, state: thrown as long as the count lasts, before the call has its effect or after. */
  public faults: { call: string; state?: string; times: number; error?: Error; after?: boolean }[] = [];

  public async release(input: Json = {}, name?: string, definition = DEFINITION): Promise<Run> {
    const request = { model: 'churn', packageArn: version(14), cause: 'release', reason: 'better', actor: BEN };
    const services = Object.fromEntries(
      Object.entries(this.services()).map(([call, service]): [string, Service] => [
        call,
        async (given, state) => {
          this.calls.push(`${state} ${call}`);
          const fault = this.faults.find((one) => one.call === call && (one.state ?? state) === state && one.times > 0);
          if (fault !== undefined) {
            fault.times -= 1;
            if (fault.after === true) await service(given, state);
            throw fault.error ?? new ServiceFault('Sdk.ServiceUnavailable', 'planted');
          }
          return service(given, state);
        },
      ]),
    );
    return new Executor(definition, services, this.clock).run({ ...request, ...input }, name);
  }

  /** State and call of everything that was changed or told: to be stopped at a look is to be stopped before the next change. */
  public effects(): readonly (readonly [state: string, call: string])[] {
    const changing = [...new Set(this.calls)].filter((call) => !/:(?:describe|get|list|query|invoke)/.test(call));
    return changing.map((one) => {
      const [state = '', call = ''] = one.split(' ');
      return [state, call] as const;
    });
  }

  /** The data points of a metric: dimensions and value. */
  public published(name: string): Json[] {
    const data = this.metrics.flatMap(({ MetricData }) => MetricData as readonly Json[]);
    return data
      .filter(({ MetricName }) => MetricName === name)
      .map(({ Dimensions, Value }) => ({
        ...Object.fromEntries(
          (Dimensions as readonly { Name: string; Value: string }[]).map((one) => [one.Name, one.Value]),
        ),
        Value,
      }));
  }

  /** `stage` of the facts of kind release, `refused`, and `pin` or `unpin`. */
  public stages(): string[] {
    return this.facts.map((fact) => {
      if (fact.kind === 'refusal') return 'refused';
      return fact.kind === 'release' ? fact.release.stage : fact.cause;
    });
  }

  private services(): Record<string, Service> {
    return {
      ...this.servingServices(),
      'dynamodb:putItem': (given) => this.put(given),
      'dynamodb:getItem': ({ Key }) => {
        const found = this.items.get((Key as Item)['kind']?.S ?? '');
        return found === undefined ? {} : { Item: found };
      },
      'dynamodb:deleteItem': (given) => this.delete(given),
      'dynamodb:query': ({ ExpressionAttributeValues: values }) => {
        const { ':first': first, ':approvers': approvers } = values as Item;
        const wanted = (kind: string) =>
          approvers?.S === undefined ? kind >= (first?.S ?? '') : kind.startsWith(approvers.S);
        return { Items: [...this.items].flatMap(([kind, item]) => (wanted(kind) ? [item] : [])) };
      },
      'sfn:listExecutions': () => ({
        Executions: [...this.executions].map((ExecutionArn) => ({ ExecutionArn })),
      }),
      'cloudwatch:putMetricData': (given) => {
        this.metrics.push(given);
        for (const { MetricName, Value } of given['MetricData'] as readonly { MetricName: string; Value: number }[]) {
          this.onMetric(MetricName, Value);
        }
        return {};
      },
      'sagemaker:describeModelPackage': ({ ModelPackageName }) => {
        const found = this.packages.get(ModelPackageName as string);
        if (found === undefined) throw new ServiceFault('SageMaker.SageMakerException', 'ModelPackage does not exist.');
        return found;
      },
      'servicequotas:listServiceQuotas': ({ NextToken }) => ({
        Quotas: NextToken === undefined ? [{ QuotaName: 'ml.m5.large for endpoint usage', Value: 4 }] : this.quotas,
        NextToken: NextToken === undefined ? 'page 2' : undefined,
      }),
      'lambda:invoke': async ({ Payload }) => {
        this.checks.push(Payload as Json);
        return { Payload: this.checked(await check(Payload)) };
      },
      'sqs:sendMessage': ({ MessageBody }) =>
        // As the recorder of the ledger reads it: what it refuses is refused here.
        this.facts.push(requestedFact(JSON.parse(MessageBody as string) as { ledgerFact: unknown }, 'message')),
      'sns:publish': (given) => this.messages.push(given),
    };
  }

  private put({ Item, ConditionExpression, ExpressionAttributeValues }: Json): object {
    const item = Item as Item;
    const kind = item['kind']?.S ?? '';
    const there = this.items.get(kind);
    const values = (ExpressionAttributeValues ?? {}) as Item;
    if (ConditionExpression !== undefined && there !== undefined) {
      const wanted = values[':execution']?.S ?? values[':holder']?.S;
      if (there['execution']?.S !== wanted) throw new ServiceFault('DynamoDb.ConditionalCheckFailedException');
    }
    this.items.set(kind, item);
    return {};
  }

  private delete({ Key, ConditionExpression, ExpressionAttributeValues }: Json): object {
    const kind = (Key as Item)['kind']?.S ?? '';
    const owner = (ExpressionAttributeValues as Item | undefined)?.[':execution']?.S;
    if (ConditionExpression !== undefined && this.items.get(kind)?.['execution']?.S !== owner) {
      throw new ServiceFault('DynamoDb.ConditionalCheckFailedException');
    }
    this.items.delete(kind);
    return {};
  }
}

/** A version that may be released: registered by Ana, approved by Ben. */
export function registered(number: number, changes: Partial<DescribedVersion> = {}): DescribedVersion {
  return {
    ModelPackageArn: version(number),
    ModelPackageGroupName: GROUP,
    ModelPackageStatus: 'Completed',
    ModelApprovalStatus: 'Approved',
    CreatedBy: { IamIdentity: { Arn: ANA } },
    LastModifiedBy: { IamIdentity: { Arn: BEN } },
    CustomerMetadataProperties: {
      author: ANA,
      'source-commit': 'c0ffee',
      'training-data-uri': 's3://data/churn',
      'training-data-hash': DIGEST,
      'metric.auc': '0.871',
    },
    InferenceSpecification: {
      Containers: [{ Image: `763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference@${DIGEST}` }],
    },
    ...changes,
  };
}
