import { z } from 'zod';
import {
  BAKE_MINUTES,
  CONCURRENT_INVOCATIONS,
  type Limits,
  MOST_INSTANCE_TYPES,
  ROLLOUT_STRATEGIES,
  SERVING_MODE_NAMES,
  type ServingMode,
  START_SECONDS,
  STEP_PERCENT,
} from '../../constructs/model/core';

/** A whole number within limits of AWS; the description ends with the limits. */
const within = ({ least, most }: Limits, description: string) =>
  z.int().min(least).max(most).describe(`${description}, ${least} to ${most}.`);

const bakeMinutes = within(
  BAKE_MINUTES,
  'Minutes for which the rollback alarms watch each step before the next; an alarm needs three to fire',
);
const canaryPercent = within(STEP_PERCENT.canary, 'Percentage of the capacity that receives traffic first');
const linearPercent = within(STEP_PERCENT.linear, 'Percentage of the capacity that each step shifts');
const batchPercent = within(STEP_PERCENT.rolling, 'Percentage of the instances or copies that each step replaces');

const canary = z.strictObject({
  strategy: z
    .literal('canary')
    .describe('Blue/green: a part of the traffic first, then all. Needs twice the capacity during the rollout.'),
  canaryPercent,
  bakeMinutes,
});
const linear = z.strictObject({
  strategy: z.literal('linear').describe('Blue/green in equal steps. Needs twice the capacity during the rollout.'),
  linearPercent,
  bakeMinutes,
});
const rolling = z.strictObject({
  strategy: z
    .literal('rolling')
    .describe('Replaces a part at a time: for GPU families that are too scarce for a second fleet.'),
  batchPercent,
  bakeMinutes,
});

/** The strategies, each with its keys. */
export const ROLLOUTS = [canary, linear, rolling] as const;

const instanceTypes = z
  .array(z.string())
  .min(1)
  .max(MOST_INSTANCE_TYPES)
  .describe('Instance types for hosting in order of preference, e.g. [ml.g5.2xlarge, ml.g6.2xlarge]; at most five.');
const startupTimeoutSeconds = within(START_SECONDS, 'Seconds that the container may take to pass its health check');
const downloadTimeoutSeconds = within(START_SECONDS, 'Seconds that the download of the weights may take');
const streaming = z
  .boolean()
  .describe(
    'Whether the answer is streamed while it is generated. Raises the time limit of an answer from 60 s to 8 minutes.',
  );

const maxInstances = z.int().min(1).describe('Most instances that auto scaling may start.');
const targetConcurrencyPerInstance = z
  .number()
  .positive()
  .describe('Target of auto scaling: concurrent requests per instance.');
const peakConcurrency = z
  .number()
  .positive()
  .describe(
    'Most concurrent requests that are expected. SageMaker blocks scaling during a release, so the capacity is first raised to what they need. Default: a release keeps the capacity that it finds.',
  );
const maxConcurrentInvocationsPerInstance = within(
  CONCURRENT_INVOCATIONS,
  'Requests that one instance processes at the same time',
);
const batching = z.strictObject({
  maxBatchSize: z.int().min(1).max(1024).describe('Most requests in one batch.'),
  maxDelayMilliseconds: z.number().min(0).max(1000).describe('Milliseconds that a request waits for a batch to fill.'),
});

const realtimeShape = {
  mode: z.literal('realtime').describe('One endpoint whose instances are always warm.'),
  instanceTypes,
  scaling: z
    .strictObject({
      minInstances: z.int().min(1).describe('Fewest instances kept warm; at least two in production, one per zone.'),
      maxInstances,
      targetConcurrencyPerInstance,
      peakConcurrency: peakConcurrency.optional(),
    })
    .describe('Limits for instances, and the target of auto scaling.'),
  streaming: streaming.default(false),
  batching: batching.optional().describe('Request batching on the GPU.'),
  startupTimeoutSeconds: startupTimeoutSeconds.default(600),
  downloadTimeoutSeconds: downloadTimeoutSeconds.default(900),
  rollout: z
    .discriminatedUnion('strategy', ROLLOUTS)
    .default({ strategy: 'canary', canaryPercent: 10, bakeMinutes: 15 })
    .describe('How a new version takes over: canary, linear or rolling.'),
};

const realtimeToZeroShape = {
  mode: z
    .literal('realtime-to-zero')
    .describe(
      'Copies of the model as an inference component, which can scale to zero; a request at zero is refused until capacity arrives.',
    ),
  instanceTypes,
  acceleratorsPerCopy: z
    .int()
    .min(1)
    .optional()
    .describe('GPUs that one copy needs. Default: none; the copy runs on the CPU.'),
  memoryPerCopyMiB: z.int().min(128).describe('Main memory that one copy needs, in MiB.'),
  scaling: z
    .strictObject({
      minInstances: z.int().min(0).describe('Fewest instances; 0 lets the endpoint scale to zero.'),
      maxInstances,
      minCopies: z.int().min(0).describe('Fewest copies; 0 lets the model scale to zero.'),
      maxCopies: z.int().min(1).describe('Most copies that auto scaling may start.'),
      targetConcurrencyPerCopy: z.number().positive().describe('Target of auto scaling: concurrent requests per copy.'),
      peakConcurrency: peakConcurrency.optional(),
    })
    .describe('Limits for instances and copies, and the target of auto scaling.'),
  streaming: streaming.default(false),
  startupTimeoutSeconds: startupTimeoutSeconds.default(600),
  downloadTimeoutSeconds: downloadTimeoutSeconds.default(900),
  rollout: rolling
    .default({ strategy: 'rolling', batchPercent: 50, bakeMinutes: 10 })
    .describe(
      'How a new version takes over. Only rolling: SageMaker has no blue/green deployment for inference components.',
    ),
};

const asyncShape = {
  mode: z
    .literal('async')
    .describe(
      'Requests wait in a queue; answers are written to S3; the instances can scale to zero when the queue is empty.',
    ),
  instanceTypes,
  scaling: z
    .strictObject({
      minInstances: z
        .int()
        .min(0)
        .describe('Fewest instances; 0 lets the endpoint scale to zero when the queue is empty.'),
      maxInstances,
      targetBacklogPerInstance: z
        .number()
        .positive()
        .describe('Target of auto scaling: waiting requests per instance.'),
    })
    .describe('Limits for instances, and the target of auto scaling.'),
  maxConcurrentInvocationsPerInstance: maxConcurrentInvocationsPerInstance.default(4),
  startupTimeoutSeconds: startupTimeoutSeconds.default(600),
  downloadTimeoutSeconds: downloadTimeoutSeconds.default(900),
  rollout: realtimeShape.rollout,
};

/** The keys of each mode. */
export const SERVING_SHAPES = {
  realtime: realtimeShape,
  'realtime-to-zero': realtimeToZeroShape,
  async: asyncShape,
} satisfies Record<ServingMode, z.ZodRawShape>;

/** How the model is served; each mode has its own keys. */
export const servingSchema = z.discriminatedUnion('mode', [
  z.strictObject(realtimeShape),
  z.strictObject(realtimeToZeroShape),
  z.strictObject(asyncShape),
]);

/** What one environment may change of `serving`; the result of the merge is checked against the mode. */
export const servingOverrideSchema = z
  .strictObject({
    mode: z.enum(SERVING_MODE_NAMES).describe('Another mode; keys that it does not have are dropped.'),
    instanceTypes,
    scaling: z
      .strictObject({
        minInstances: z.int().min(0).describe('Fewest instances.'),
        maxInstances,
        minCopies: realtimeToZeroShape.scaling.shape.minCopies,
        maxCopies: realtimeToZeroShape.scaling.shape.maxCopies,
        targetConcurrencyPerInstance,
        targetConcurrencyPerCopy: realtimeToZeroShape.scaling.shape.targetConcurrencyPerCopy,
        targetBacklogPerInstance: asyncShape.scaling.shape.targetBacklogPerInstance,
        peakConcurrency,
      })
      .partial()
      .describe('Scaling limits that differ.'),
    streaming,
    batching: batching.partial().describe('Request batching that differs.'),
    acceleratorsPerCopy: realtimeToZeroShape.acceleratorsPerCopy,
    memoryPerCopyMiB: realtimeToZeroShape.memoryPerCopyMiB,
    maxConcurrentInvocationsPerInstance,
    startupTimeoutSeconds,
    downloadTimeoutSeconds,
    rollout: z
      .strictObject({
        strategy: z.enum(ROLLOUT_STRATEGIES).describe('Another strategy; keys that it does not have are dropped.'),
        canaryPercent,
        linearPercent,
        batchPercent,
        bakeMinutes,
      })
      .partial()
      .describe('Rollout keys that differ.'),
  })
  .partial();

/** How a model is served, validated and with defaults: discriminated by `mode`. */
export type Serving = z.output<typeof servingSchema>;

/** How a new version takes over: discriminated by `strategy`. */
export type Rollout = Serving['rollout'];
