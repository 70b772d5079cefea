import { z } from 'zod';
import { MAX_OTHER_ROLLBACK_ALARMS, METRIC_NAME } from '../../../constructs/model/core';
import { hasOneLimit, ONE_LIMIT } from '../../config/schema-common';

const metric = z
  .strictObject({
    name: z
      .string()
      .regex(METRIC_NAME, 'letters and digits, beginning with a capital, e.g. Precision')
      .describe('Name of the metric, as judges publish it to CloudWatch, e.g. Precision.'),
    description: z.string().min(1).max(300).describe('What the judge measures, one sentence.'),
    floor: z.number().optional().describe('Smallest accepted value of a batch of judged answers, if higher is better.'),
    ceiling: z.number().optional().describe('Largest accepted value of a batch of judged answers, if lower is better.'),
  })
  .refine(hasOneLimit, ONE_LIMIT);

/** The list with which an environment replaces that of the model. */
export const qualityOverride = z
  .array(metric)
  .max(MAX_OTHER_ROLLBACK_ALARMS)
  .describe('Metrics of answer quality that judges publish; a new version that misses a limit is rolled back.');

/** How good the answers of a model must be, as judges measure them. */
export const qualitySchema = qualityOverride.default([]);

/** Quality metrics whose limits roll a new version back. */
export type QualityMetrics = z.output<typeof qualitySchema>;
