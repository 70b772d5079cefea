import { z } from 'zod';

/** What `blueprint … --json` and the services answer, as far as the story looks at it. */

export const REGISTERED = z.object({ version: z.string(), packageArn: z.string() });

const SERVED = z.looseObject({
  version: z.string(),
  weight: z.number().optional(),
  canary: z.boolean(),
  approvers: z.array(z.string()).optional(),
  trainingDataHash: z.string().optional(),
});

export const WHICH = z.object({
  answers: z.tuple([
    z.looseObject({
      confidence: z.string(),
      versions: z.array(SERVED),
      candidates: z.array(z.array(SERVED)),
      status: z.string().optional(),
    }),
  ]),
});

export const TIMELINE = z.object({
  entries: z.array(
    z.looseObject({
      at: z.string(),
      summary: z.string(),
      record: z.looseObject({
        sequence: z.number(),
        kind: z.string(),
        cause: z.string(),
        actor: z.string().optional(),
        reason: z.string().optional(),
      }),
    }),
  ),
});

export const VERIFIED = z.object({
  ok: z.boolean(),
  models: z.tuple([
    z.looseObject({ records: z.number(), copies: z.number(), replayed: z.number(), problems: z.array(z.string()) }),
  ]),
});

export const ROLLED_BACK = z.looseObject({ status: z.string(), seconds: z.number(), from: z.string(), to: z.string() });

export const EXECUTIONS = z.object({
  executions: z.array(z.object({ executionArn: z.string(), status: z.string() })),
});

export const EXECUTION = z.looseObject({
  status: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
});

export const HISTORY = z.object({
  events: z.array(
    z.looseObject({
      type: z.string(),
      stateEnteredEventDetails: z.object({ name: z.string() }).optional(),
      taskFailedEventDetails: z.looseObject({ error: z.string(), cause: z.string() }).optional(),
    }),
  ),
});

export const ENDPOINT = z.looseObject({
  EndpointStatus: z.string(),
  EndpointConfigName: z.string(),
  PendingDeploymentSummary: z.unknown().optional(),
});

export const INSTANCES = z.looseObject({
  ProductionVariants: z.tuple([z.looseObject({ VariantName: z.string(), CurrentInstanceCount: z.number() })]),
});

export const CONFIGURATION = z.object({ ProductionVariants: z.tuple([z.looseObject({ ModelName: z.string() })]) });

export const MODEL = z.looseObject({ PrimaryContainer: z.looseObject({ ModelPackageName: z.string() }) });

export const ALARMS = z.object({
  MetricAlarms: z.tuple([
    z.looseObject({
      AlarmName: z.string(),
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
      Threshold: z.number(),
      StateValue: z.string(),
    }),
  ]),
});

export const STACKS = z.object({ Stacks: z.tuple([z.looseObject({ StackStatus: z.string() })]) });
