/** How a new version takes over: blue/green with a part first, blue/green in steps, or a part of the fleet at a time. */
export const ROLLOUT_STRATEGIES = ['canary', 'linear', 'rolling'] as const;

export type RolloutStrategy = (typeof ROLLOUT_STRATEGIES)[number];

/** What a serving mode has and how it behaves: everything that depends on the mode reads it here. */
export interface ServingModeFacts {
  /** Name for people. */
  readonly title: string;
  /** Whether an inference component holds the model, and not the production variant itself. */
  readonly inferenceComponent: boolean;
  /** Whether requests wait in a queue, and answers lie in a bucket. */
  readonly queued: boolean;
  /** Whether nothing may run while nobody asks. */
  readonly toZero: boolean;
  /**
   * Seconds after which SageMaker ends a request: https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
   */
  readonly requestSeconds: number;
  /** The same, of an answer that is sent while it is being written. @default - the mode has no streaming */
  readonly streamingSeconds?: number;
  /** Rollouts that SageMaker has for it: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html */
  readonly strategies: readonly RolloutStrategy[];
}

/** The serving modes, by the name that stands in the model's file. */
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

/** How a model answers. */
export type ServingMode = keyof typeof SERVING_MODES;

/** Names of the modes. */
export const SERVING_MODE_NAMES = Object.keys(SERVING_MODES) as ServingMode[];

/** What a mode has. */
export function servingMode(mode: ServingMode): ServingModeFacts {
  return SERVING_MODES[mode];
}

/** Whether a value is the name of a mode. */
export function isServingMode(value: unknown): value is ServingMode {
  return typeof value === 'string' && Object.hasOwn(SERVING_MODES, value);
}
