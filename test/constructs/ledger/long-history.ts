import type { Fact, ServingVersion } from '../../../constructs/ledger/core';

const START = Date.UTC(2020, 0, 1);
const STEP_MILLISECONDS = 600_000;

/** Whose endpoint is updated again and again. */
export interface LongHistory {
  readonly model: string;
  readonly endpointName: string;
  /** Account of the registry. */
  readonly account: string;
  /** What is known of every version besides its ARN. @default - nothing */
  readonly lineage?: Partial<ServingVersion>;
}

/** When the fact of an index happened, in milliseconds. */
export function timeOf(index: number): number {
  return START + index * STEP_MILLISECONDS;
}

/** Three facts for each change: updating, all traffic on the new fleet, in service. */
export function updateFact(index: number, { model, endpointName, account, lineage }: LongHistory): Fact {
  const change = Math.floor(index / 3);
  const [from, to] = [`config-${change}`, `config-${change + 1}`];
  const at = new Date(timeOf(index)).toISOString();
  const version = (endpointConfigName: string, number: number): ServingVersion => ({
    variantName: 'AllTraffic',
    endpointConfigName,
    weight: 1,
    modelPackageArn: `arn:aws:sagemaker:eu-west-1:${account}:model-package/${endpointName}/${number}`,
    ...lineage,
  });
  const transition = { endpointConfigName: to, versions: [version(to, change + 1)], share: 1, plan: [0, 1] };
  const observed = [
    { status: 'UPDATING' as const, endpointConfigName: from, versions: [version(from, change)] },
    { status: 'UPDATING' as const, endpointConfigName: from, versions: [version(from, change)], transition },
    { status: 'IN_SERVICE' as const, endpointConfigName: to, versions: [version(to, change + 1)] },
  ][index % 3];
  if (observed === undefined) throw new Error('there is no such step');
  return {
    kind: 'observation',
    model,
    factId: `observation/${index}`,
    cause: 'change',
    at,
    source: { service: 'aws.sagemaker', type: 'SageMaker Endpoint State Change', id: String(index) },
    observed: { endpointName, since: at, ...observed },
  };
}
