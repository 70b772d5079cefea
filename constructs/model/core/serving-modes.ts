/** How a new version takes over. */
export type RolloutStrategy = 'canary' | 'linear' | 'rolling';

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
  /** Rollouts that SageMaker has for it: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html */
  readonly strategies: readonly RolloutStrategy[];
}

const ALL_STRATEGIES = ['canary', 'linear', 'rolling'] as const;

/** The serving modes, by the name that stands in the model's file. */
export const SERVING_MODES = {
  realtime: {
    title: 'Real-time',
    inferenceComponent: false,
    queued: false,
    toZero: false,
    strategies: ALL_STRATEGIES,
  },
  'realtime-to-zero': {
    title: 'Real-time to zero',
    inferenceComponent: true,
    queued: false,
    toZero: true,
    // SageMaker has no blue/green for inference components.
    strategies: ['rolling'],
  },
  async: {
    title: 'Asynchronous',
    inferenceComponent: false,
    queued: true,
    toZero: true,
    strategies: ALL_STRATEGIES,
  },
} as const satisfies Readonly<Record<string, ServingModeFacts>>;

/** How a model answers. */
export type ServingMode = keyof typeof SERVING_MODES;

/** What a mode has. */
export function servingMode(mode: ServingMode): ServingModeFacts {
  return SERVING_MODES[mode];
}
