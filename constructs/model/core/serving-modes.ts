/**
 * How a new version takes over: blue/green with a part of the traffic first, blue/green in steps, or a part of the fleet at
 * a time.
 */
export const ROLLOUT_STRATEGIES = ['canary', 'linear', 'rolling'] as const;

export type RolloutStrategy = (typeof ROLLOUT_STRATEGIES)[number];

/** The properties of a serving mode. Everything that depends on the mode reads them here. */
export interface ServingModeFacts {
  /** Display name. */
  readonly title: string;
  /** Whether an inference component holds the model, and not the production variant itself. */
  readonly inferenceComponent: boolean;
  /** Whether requests wait in a queue, and answers are written to a bucket. */
  readonly queued: boolean;
  /** Whether it can scale to zero when there are no requests. */
  readonly toZero: boolean;
  /**
   * Seconds after which SageMaker ends a request: https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
   */
  readonly requestSeconds: number;
  /** The same for a streamed answer. @default - the mode has no streaming */
  readonly streamingSeconds?: number;
  /** Rollouts that SageMaker has for it: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html */
  readonly strategies: readonly RolloutStrategy[];
}

/** The serving modes, by their name in the model's file. */
export const SERVING_MODES = {
  realtime: {
    title: 'Real-time',
    inferenceComponent: false,
    queued: false,
    toZero: false,
    requestSeconds: 60,
    streamingSeconds: 480,
    strategies: ROLLOUT_STRATEGIES,
  },
  'realtime-to-zero': {
    title: 'Real-time to zero',
    inferenceComponent: true,
    queued: false,
    toZero: true,
    requestSeconds: 60,
    streamingSeconds: 480,
    // SageMaker has no blue/green for inference components.
    strategies: ['rolling'],
  },
  async: {
    title: 'Asynchronous',
    inferenceComponent: false,
    queued: true,
    toZero: true,
    requestSeconds: 3600,
    strategies: ROLLOUT_STRATEGIES,
  },
} as const satisfies Readonly<Record<string, ServingModeFacts>>;

/** A serving mode. */
export type ServingMode = keyof typeof SERVING_MODES;

/** Names of the modes. */
export const SERVING_MODE_NAMES = Object.keys(SERVING_MODES) as ServingMode[];

/** The properties of a mode. */
export function servingMode(mode: ServingMode): ServingModeFacts {
  return SERVING_MODES[mode];
}

/** Whether a value is the name of a mode. */
export function isServingMode(value: unknown): value is ServingMode {
  return typeof value === 'string' && Object.hasOwn(SERVING_MODES, value);
}
