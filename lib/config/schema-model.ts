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
  evidence: z.url({ protocol: /^https$/ }).describe('Address of the evidence: an https URL.'),
  summary: z.string().min(10).max(500).describe('What the evidence shows: one sentence with the measured value.'),
  owner: contactKey.describe('Contact who is responsible for this item.'),
  date: day.describe('Day of the evidence, YYYY-MM-DD.'),
  validityDays: z
    .int()
    .min(1)
    .max(1826)
    .optional()
    .describe('Days for which it is valid. Default: readinessValidityDays of company.yaml.'),
});

const readinessItems = {
  businessCase: readinessItem.describe(
    'The pilot measured the impact on the target KPI, and the projected impact justifies the investment.',
  ),
  userValidation: readinessItem.describe('Users worked with the model under realistic conditions.'),
  technicalFeasibility: readinessItem.describe('The model works on real data at real volume.'),
  dataPipeline: readinessItem.describe('Source, freshness and quality of the data are viable.'),
  executiveSponsor: readinessItem.describe('A committed sponsor with a budget.'),
  productionOwner: readinessItem.describe('A named owner who is on call.'),
} satisfies Record<ReadinessItem, z.ZodType>;

const readiness = z.strictObject(readinessItems).partial();

const objectives = z.strictObject({
  latencyP99Milliseconds: z
    .int()
    .positive()
    .describe(
      'Milliseconds within which 99 of 100 requests are answered; for async, counted from arrival in the queue.',
    ),
  availabilityPercent: z
    .number()
    .min(50)
    .max(99.999)
    .describe('Percentage of requests that are answered without error, e.g. 99.9.'),
});

const modelBudget = z.strictObject({
  monthlyUsd: z.number().positive().describe('US dollars per month for this model in one environment.'),
});

const metricName = z
  .string()
  .regex(METRIC_NAME, 'letters and digits, beginning with a capital, e.g. RetainedCustomers');

const businessMetric = z.strictObject({
  name: metricName.describe('Name of the metric, e.g. RetainedCustomers.'),
  unit: z.enum(METRIC_UNITS).describe('Unit, as CloudWatch writes it; None for money and scores.'),
  description: z.string().min(1).describe('What the metric counts, one sentence.'),
  target: z.number().describe('Value per month that the business case promises, in this unit.'),
});

const evaluation = z
  .array(
    z
      .strictObject({
        metric: z
          .string()
          .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'letters, digits, dots, hyphens and underscores, e.g. auc')
          .describe('Name of the metric, as versions are registered with it, e.g. auc.'),
        floor: z.number().optional().describe('Smallest accepted value, for a metric where higher is better.'),
        ceiling: z.number().optional().describe('Largest accepted value, for a metric where lower is better.'),
      })
      .refine(hasOneLimit, ONE_LIMIT),
  )
  .max(20)
  .describe('Limits for evaluation metrics that a version must meet to be released.');

const owner = contactKey.describe('Contact who owns the model in production.');
const costCentre = z.string().min(1).describe('Cost centre that pays; one of costCentres of company.yaml.');
const dataClass = z
  .enum(DATA_CLASSES)
  .describe(
    'Class of the data that the model processes. It is a tag on every resource of the model, and selects the KMS key of its topics. Weights and requests always use the key of class restricted.',
  );

const override = z
  .strictObject({
    enabled: z.boolean().describe('false excludes the model from this environment.'),
    owner,
    costCentre,
    dataClass,
    container: z
      .strictObject({ ...containerShape, environment: containerShape.environment.unwrap() })
      .partial()
      .describe('Container keys that differ.'),
    serving: servingOverrideSchema.describe('Serving keys that differ.'),
    objectives: objectives.partial().describe('Objectives that differ.'),
    budget: modelBudget.partial().describe('Budget that differs.'),
    ...capabilityOverrides,
  })
  .partial();

/** A model as it applies to one environment: the file without `environments`. */
export const modelCoreSchema = z.strictObject({
  schemaVersion,
  name: z
    .string()
    .regex(NAME_PATTERN, 'lower-case letters, digits and single hyphens, beginning with a letter')
    .max(LONGEST_NAME)
    .describe('Name of the model; must match the file name.'),
  description: z
    .string()
    .min(20)
    .max(500)
    .describe('What the model does and for whom, in one sentence; the model card begins with it.'),
  kind: z
    .enum(['llm', 'predictive'])
    .describe('llm: a prompt in, a completion out. predictive: a record in, a score or fields out.'),
  owner,
  costCentre,
  riskClass: z
    .enum(RISK_CLASSES)
    .describe('How much harm a wrong answer can do. high: every release needs a second approver.'),
  dataClass,
  container: containerSchema.describe('Container that serves the model: framework or image.'),
  serving: servingSchema.describe('How the model is served: mode realtime, realtime-to-zero or async.'),
  objectives: objectives.describe('Published service level objectives.'),
  budget: modelBudget.describe('Monthly budget of the model.'),
  businessMetrics: z
    .array(businessMetric)
    .max(20)
    .default([])
    .describe('Business metrics that the model should improve, with their targets; the model card lists them.'),
  evaluation: evaluation.default([]),
  ...capabilitySchemas,
  readiness: readiness
    .default({})
    .describe('Evidence that the model is ready for production. A production environment demands all six items.'),
});

/** `config/models/<name>.yaml`: all that a model needs. */
export const modelSchema = modelCoreSchema.extend({
  environments: z
    .record(z.string(), override)
    .default({})
    .describe('Overrides by name of the environment. Mappings are merged; lists and values are replaced.'),
});

/** `config/models/<name>.yaml`, validated and with defaults, before the overrides of an environment. */
export type Model = z.output<typeof modelSchema>;

/** A model as one environment has it, references not yet resolved. */
export type ModelCore = z.output<typeof modelCoreSchema>;

/** A metric of the business beside the technical ones. */
export type BusinessMetric = z.output<typeof businessMetric>;
