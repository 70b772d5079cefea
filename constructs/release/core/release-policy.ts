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

/** Scaling, as far as a release needs it: SageMaker blocks it while an endpoint is updated. */
export interface ReleaseScaling {
  /** What is counted: instances of the endpoint, or copies of its inference component. */
  readonly counts: 'instances' | 'copies';
  /** Most that scaling may start. */
  readonly most: number;
  /** Fewest with which a release begins: the fewest of scaling, what a rollout in steps needs, and what the declared peak needs. */
  readonly needed: number;
  /** Concurrent requests that one carries: the target of scaling. @default - requests wait in a queue, and none is refused */
  readonly target?: number;
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
   * What the capacity must be before a release begins.
   * @default - a release keeps the capacity that it finds
   */
  readonly scaling?: ReleaseScaling;
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
