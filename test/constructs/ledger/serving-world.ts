import type { BusEvent } from '../../../constructs/ledger/core';

/** What happens to an endpoint, from one change to the next. */
export interface Operation {
  readonly kind: 'deploy' | 'scale' | 'recreate';
  /** Whether the version stays and only its configuration changes. */
  readonly sameVersion: boolean;
  readonly plan: readonly number[];
  /** Step at which the alarm goes off; beyond the plan: never. -1: the new fleet does not start. */
  readonly failsAt: number;
  /** Milliseconds before it, and between its steps. */
  readonly pause: number;
}

/** A phase of an endpoint, as its events tell it. */
export interface Phase {
  readonly status: 'CREATING' | 'UPDATING' | 'IN_SERVICE' | 'ROLLING_BACK' | 'DELETING';
  readonly root: string;
  readonly target?: string;
  readonly plan?: readonly number[];
  /** Step of the plan. */
  readonly step?: number;
  /** When the operation began. */
  readonly began: number;
}

/** A deployment from its first event to its last. */
export interface Deployment {
  readonly began: number;
  readonly ended: number;
  /** The configuration before, and the one that it tried. */
  readonly root: string;
  readonly target: string;
  readonly succeeded: boolean;
}

/** A moment at which an endpoint changed. */
export interface Moment {
  readonly at: number;
  readonly phase: Phase;
}

export const ENDPOINT = 'excorp-prod--churn';
const START = Date.UTC(2026, 10, 17, 10);

/** The true history of an endpoint, and what its configurations serve. */
export class ServingWorld {
  public readonly moments: Moment[] = [];
  public readonly deployments: Deployment[] = [];
  public readonly plans = new Map<string, readonly number[]>();
  private readonly packages = new Map<string, string>();
  private clock = START;
  private configurations = 0;
  private versions = 0;
  private root = '';

  constructor(operations: readonly Operation[]) {
    this.create(1000);
    for (const operation of operations) this.carryOut(operation);
  }

  /** The package that a configuration serves. */
  public packageOf(configuration: string): string {
    return this.packages.get(configuration) ?? configuration;
  }

  /** What served at an instant: shares by package. */
  public truthAt(at: number): string {
    const phase = this.moments.findLast((moment) => moment.at <= at)?.phase;
    return phase === undefined ? '' : this.stateOf(phase);
  }

  /** Shares by package, written as `stateKey` of the ledger writes them. */
  public stateOf({ status, root, target, plan, step }: Phase): string {
    if (status === 'CREATING' || status === 'DELETING') return '';
    const share = (plan ?? [])[step ?? -1] ?? 0;
    const shares = new Map<string, number>();
    const add = (configuration: string, weight: number) => {
      const name = this.packageOf(configuration);
      if (weight > 0) shares.set(name, (shares.get(name) ?? 0) + weight);
    };
    add(root, 1 - share);
    if (target !== undefined) add(target, share);
    return [...shares]
      .map(([name, weight]) => `${name}@${weight.toFixed(4)}`)
      .sort()
      .join(' ');
  }

  private carryOut(operation: Operation): void {
    this.clock += operation.pause;
    if (operation.kind === 'recreate') {
      this.add({ status: 'DELETING', root: this.root, began: this.clock });
      this.clock += operation.pause;
      this.create(operation.pause);
      return;
    }
    const { clock: began, root } = this;
    this.add({ status: 'UPDATING', root, began });
    this.clock += operation.pause;
    const succeeded = operation.kind === 'deploy' && this.deploy(operation, began);
    if (!succeeded) this.add({ status: 'IN_SERVICE', root: this.root, began: this.clock });
    if (operation.kind === 'deploy') {
      this.deployments.push({ began, ended: this.clock, root, target: `config-${this.configurations}`, succeeded });
    }
  }

  /** @returns whether the new version is in service */
  private deploy({ plan, failsAt, pause, sameVersion }: Operation, began: number): boolean {
    const target = this.configure(sameVersion);
    this.plans.set(target, plan);
    for (const [step] of plan.entries()) {
      if (step > failsAt) {
        this.add({ status: 'ROLLING_BACK', root: this.root, began: this.clock });
        this.clock += pause;
        return false;
      }
      this.add({ status: 'UPDATING', root: this.root, target, plan, step, began });
      this.clock += pause;
    }
    this.root = target;
    this.add({ status: 'IN_SERVICE', root: target, began: this.clock });
    return true;
  }

  private create(pause: number): void {
    this.root = this.configure(false);
    this.add({ status: 'CREATING', root: this.root, began: this.clock });
    this.clock += pause;
    this.add({ status: 'IN_SERVICE', root: this.root, began: this.clock });
  }

  private configure(sameVersion: boolean): string {
    this.configurations += 1;
    if (!sameVersion) this.versions += 1;
    const configuration = `config-${this.configurations}`;
    this.packages.set(
      configuration,
      `arn:aws:sagemaker:eu-west-1:333333333333:model-package/${ENDPOINT}/${this.versions}`,
    );
    return configuration;
  }

  private add(phase: Phase): void {
    this.moments.push({ at: this.clock, phase });
  }
}

/** What DescribeEndpoint would answer, as events have it: https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html */
export function detailOf({ at, phase }: Moment): Record<string, unknown> {
  const { status, root, target, plan, step, began } = phase;
  const share = (plan ?? [])[step ?? -1] ?? 0;
  const variant = { VariantName: 'AllTraffic', CurrentInstanceCount: 10, DesiredInstanceCount: 10 };
  return {
    EndpointName: ENDPOINT,
    EndpointConfigName: root,
    EndpointStatus: status,
    LastModifiedTime: target === undefined ? at : began,
    ProductionVariants: [{ ...variant, CurrentWeight: 1 }],
    ...(target !== undefined && {
      PendingDeploymentSummary: {
        EndpointConfigName: target,
        StartTime: began,
        ProductionVariants: [
          {
            ...variant,
            CurrentWeight: share === 0 ? 0 : 1,
            VariantStatus: [
              {
                Status: share === 0 ? 'Creating' : 'Baking',
                StatusMessage:
                  share === 0
                    ? 'Launching 10 instance(s).'
                    : `Baking for 60 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of ${share * 10} instance(s).`,
                StartTime: at,
              },
            ],
          },
        ],
      },
    }),
  };
}

/** The event of a moment, in whole seconds as EventBridge has it. */
export function eventOf(moment: Moment, id: string): BusEvent {
  const deployment = moment.phase.target !== undefined;
  return {
    id,
    source: 'aws.sagemaker',
    'detail-type': deployment ? 'SageMaker Endpoint Deployment State Change' : 'SageMaker Endpoint State Change',
    time: new Date(Math.floor(moment.at / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
    detail: detailOf(moment),
  };
}
