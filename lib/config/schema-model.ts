import { z } from 'zod';
import {
  DATA_CLASSES,
  LONGEST_NAME,
  METRIC_NAME,
  NAME_PATTERN,
  type ReadinessItem,
  RISK_CLASSES,
} from '../../constructs/model/core';
import { capabilityOverrides, capabilitySchemas } from '../capabilities';
import { contactKey, day, hasOneLimit, ONE_LIMIT, schemaVersion } from './schema-common';
import { containerSchema, containerShape } from './schema-container';
import { servingOverrideSchema, servingSchema } from './schema-serving';

/** Units of CloudWatch metrics (`StandardUnit`); None for money and scores. */
const METRIC_UNITS = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Percent',
  'Count',
  'Bytes/Second',
  'Kilobytes/Second',
  'Megabytes/Second',
  'Gigabytes/Second',
  'Terabytes/Second',
  'Bits/Second',
  'Kilobits/Second',
  'Megabits/Second',
  'Gigabits/Second',
  'Terabits/Second',
  'Count/Second',
  'None',
] as const;

const readinessItem = z.strictObject({
  evidence: z.url({ protocol: /^https$/ }).describe('Where the evidence lies: an https URL.'),
  summary: z.string().min(10).max(500).describe('What it shows, one sentence with the measured figure.'),
  owner: contactKey.describe('Contact who answers for it.'),
  date: day.describe('Day it was given, YYYY-MM-DD.'),
  validityDays: z
    .int()
    .min(1)
    .max(1826)
    .optional()
    .describe('Days for which it counts. Default: readinessValidityDays of company.yaml.'),
});

const readinessItems = {
  businessCase: readinessItem.describe(
    'Impact on the target KPI measured in the pilot; the projected impact justifies the investment.',
  ),
  userValidation: readinessItem.describe('Users worked with it in realistic conditions.'),
  technicalFeasibility: readinessItem.describe('It works on real data at real volume.'),
  dataPipeline: readinessItem.describe('Source, freshness and quality of the data are viable.'),
  executiveSponsor: readinessItem.describe('A committed sponsor with a budget.'),
  productionOwner: readinessItem.describe('A named owner who is on call.'),
} satisfies Record<ReadinessItem, z.ZodType>;

const readiness = z.strictObject(readinessItems).partial();

const objectives = z.strictObject({
  latencyP99Milliseconds: z
    .int()
    .positive()
    .describe('Milliseconds within which 99 of 100 requests are answered; for async from arrival in the queue.'),
  availabilityPercent: z
    .number()
    .min(50)
    .max(99.999)
    .describe('Percentage of requests answered without error, e.g. 99.9.'),
});

const modelBudget = z.strictObject({
  monthlyUsd: z.number().positive().describe('US dollars a month for this model in one environment.'),
});

const metricName = z
  .string()
  .regex(METRIC_NAME, 'letters and digits, beginning with a capital, e.g. RetainedCustomers');

const businessMetric = z.strictObject({
  name: metricName.describe('Name of the metric, e.g. RetainedCustomers.'),
  unit: z.enum(METRIC_UNITS).describe('Unit, as CloudWatch writes it; None for money and scores.'),
  description: z.string().min(1).describe('What is counted, one sentence.'),
  target: z.number().describe('Value per month that the business case promises, in the unit.'),
});

const evaluation = z
  .array(
    z
      .strictObject({
        metric: z
          .string()
          .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'letters, digits, dots, hyphens and underscores, e.g. auc')
          .describe('Metric as a version is registered with it, e.g. auc.'),
        floor: z.number().optional().describe('Least value, of a metric of which more is better.'),
        ceiling: z.number().optional().describe('Greatest value, of a metric of which less is better.'),
      })
      .refine(hasOneLimit, ONE_LIMIT),
  )
  .max(20)
  .describe('Evaluation metrics that a version must reach to be released.');

const owner = contactKey.describe('Contact who owns the model in production.');
const costCentre = z.string().min(1).describe('Cost centre that pays; one of costCentres of company.yaml.');
const dataClass = z
  .enum(DATA_CLASSES)
  .describe(
    'Class of the data that the model sees: tagged on everything of the model, and the key of its notifications. Weights and requests always have the key of class restricted.',
  );

const override = z
  .strictObject({
    enabled: z.boolean().describe('false leaves the model out of this environment.'),
    owner,
    costCentre,
    dataClass,
    container: z
      .strictObject({ ...containerShape, environment: containerShape.environment.unwrap() })
      .partial()
      .describe('Container that differs.'),
    serving: servingOverrideSchema.describe('Serving that differs.'),
    objectives: objectives.partial().describe('Objectives that differ.'),
    budget: modelBudget.partial().describe('Budget that differs.'),
    ...capabilityOverrides,
  })
  .partial();

/** Everything of a model that holds in an environment: the file without `environments`. */
export const modelCoreSchema = z.strictObject({
  schemaVersion,
  name: z
    .string()
    .regex(NAME_PATTERN, 'lower-case letters, digits and single hyphens, beginning with a letter')
    .max(LONGEST_NAME)
    .describe('Name of the model; the same as the file name.'),
  description: z
    .string()
    .min(20)
    .max(500)
    .describe('What it does and for whom, one sentence: the model card begins with it.'),
  kind: z
    .enum(['llm', 'predictive'])
    .describe('llm: prompt and completion, behind guardrails. predictive: a record in, a score or fields out.'),
  owner,
  costCentre,
  riskClass: z
    .enum(RISK_CLASSES)
    .describe('Harm that a wrong answer can do. high: a second approver for every release.'),
  dataClass,
  container: containerSchema.describe('Container that serves it: framework or image.'),
  serving: servingSchema.describe('How it answers: mode realtime, realtime-to-zero or async.'),
  objectives: objectives.describe('Published service level objectives.'),
  budget: modelBudget.describe('Monthly budget of the model.'),
  businessMetrics: z
    .array(businessMetric)
    .max(20)
    .default([])
    .describe('Business metrics shown beside the technical ones.'),
  evaluation: evaluation.default([]),
  ...capabilitySchemas,
  readiness: readiness
    .default({})
    .describe('Evidence that the pilot may go to production; all six items are demanded by a production environment.'),
});

/** `config/models/<name>.yaml`: all that a model needs. */
export const modelSchema = modelCoreSchema.extend({
  environments: z
    .record(z.string(), override)
    .default({})
    .describe('What differs in one environment, by its name. Mappings are merged, lists and values replaced.'),
});

/** `config/models/<name>.yaml`, validated and with defaults, before the overrides of an environment. */
export type Model = z.output<typeof modelSchema>;

/** A model as one environment has it, references not yet resolved. */
export type ModelCore = z.output<typeof modelCoreSchema>;

/** A metric of the business beside the technical ones. */
export type BusinessMetric = z.output<typeof businessMetric>;
