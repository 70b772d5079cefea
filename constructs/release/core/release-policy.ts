/** A metric of the registration that a version must reach. Exactly one of the limits is given. */
export interface EvaluationFloor {
  /** Name as registered, e.g. `auc`. */
  readonly metric: string;
  /** Least value, of a metric of which more is better. */
  readonly floor?: number;
  /** Greatest value, of a metric of which less is better. */
  readonly ceiling?: number;
}

/** What a version of one model must meet in one environment. Part of the definition of the release machine. */
export interface ReleasePolicy {
  readonly riskClass: 'low' | 'medium' | 'high';
  /** Whether the environment is a production environment: only there must readiness evidence count. */
  readonly production: boolean;
  readonly evaluation: readonly EvaluationFloor[];
  /**
   * Last day on which all readiness evidence counts, `YYYY-MM-DD`.
   * @default - evidence is missing
   */
  readonly readinessExpires?: string;
  /** Instance types that can serve, each with the instances that a release needs for a time: twice as many for blue/green. */
  readonly capacity: readonly InstanceDemand[];
}

/** How many instances of a type a release needs. */
export interface InstanceDemand {
  readonly instanceType: string;
  readonly instances: number;
}
