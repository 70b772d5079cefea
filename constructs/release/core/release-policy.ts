/** A limit for a registered metric that a version must meet. Exactly one of `floor` and `ceiling` is given. */
export interface EvaluationFloor {
  /** Name as registered, e.g. `auc`. */
  readonly metric: string;
  /** Smallest accepted value, for a metric where higher is better. */
  readonly floor?: number;
  /** Largest accepted value, for a metric where lower is better. */
  readonly ceiling?: number;
}

/** The image by which versions must be served. */
export interface AllowedImage {
  /** Registry and repository, e.g. `763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference`. */
  readonly repository: string;
  /** `sha256:…` of the build. @default - any build of the repository */
  readonly digest?: string;
}

/** What a version of one model must meet in one environment. Part of the definition of the release machine. */
export interface ReleasePolicy {
  readonly riskClass: 'low' | 'medium' | 'high';
  /** Whether the environment is a production environment: only there the readiness evidence must be valid. */
  readonly production: boolean;
  readonly evaluation: readonly EvaluationFloor[];
  /**
   * Last day on which all readiness evidence is valid, `YYYY-MM-DD`.
   * @default - evidence is missing
   */
  readonly readinessExpires?: string;
  /**
   * The image of a new version. A rollback may go back to a version with another image: it served before.
   * @default - any image
   */
  readonly image?: AllowedImage;
  /**
   * Instance types that can serve, each with the number of instances that a release needs temporarily: twice as many for
   * blue/green.
   */
  readonly capacity: readonly InstanceDemand[];
}

/** How many instances of a type a release needs. */
export interface InstanceDemand {
  readonly instanceType: string;
  readonly instances: number;
}
