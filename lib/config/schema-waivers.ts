import { z } from 'zod';
import { contactKey, day, schemaVersion } from './schema-common';

const waiver = z.strictObject({
  rule: z
    .string()
    .regex(/^([\w.]+)::\1-[\w.-]+(?:\[.+\])?$/, 'pack and rule, e.g. AwsSolutions::AwsSolutions-S1')
    .describe(
      'Rule with its pack, e.g. AwsSolutions::AwsSolutions-S1 or NIST.800.53.R5::NIST.800.53.R5-IAMNoInlinePolicy; write a granular finding with its brackets, exactly as the report prints it.',
    ),
  environments: z.array(z.string()).min(1).describe('Environments to which it applies, e.g. [prod].'),
  path: z
    .string()
    .regex(/^[^/\s](?:.*[^/\s])?$/, 'a construct path without leading or trailing slash')
    .describe('Construct path within the environment, as narrow as possible, e.g. Serving-churn/Endpoint/Resource.'),
  reason: z.string().min(20).describe('Why the rule cannot be met here, in at least 20 characters.'),
  compensatingControl: z.string().min(20).describe('What protects instead, in at least 20 characters.'),
  owner: contactKey.describe('Contact who owns the waiver and removes it.'),
  ticket: z.string().min(1).describe('Ticket of the decision, e.g. SEC-1042.'),
  approver: contactKey.describe('Contact who approved it; must not be the owner.'),
  expires: day.describe('Last day on which it applies, YYYY-MM-DD. From the next day on, the gate refuses.'),
});

/** `config/waivers.yaml`: findings that the company accepts for a time. */
export const waiversSchema = z.strictObject({
  schemaVersion,
  waivers: z
    .array(waiver)
    .describe('Accepted findings. A waiver that has expired, has no owner or matches no finding fails the gate.'),
});

/** One accepted finding. */
export type Waiver = z.output<typeof waiver>;
