import { z } from 'zod';
import { PREFIX_PATTERN } from '../../constructs/model/core';
import { contactKey, regionName, schemaVersion } from './schema-common';

const contact = z.strictObject({
  name: z.string().min(1).max(128).describe('Name of the team, as it appears in evidence and alerts.'),
  email: z.email().max(254).describe('Mail address that reaches the team, not a person who may leave.'),
});

/** `config/company.yaml`: what is true of the whole company. */
export const companySchema = z.strictObject({
  schemaVersion,
  name: z.string().min(1).max(64).describe('Name of the company, as it appears on the evidence.'),
  prefix: z
    .string()
    .regex(PREFIX_PATTERN, '2 to 12 lower-case letters, digits or single hyphens, beginning with a letter')
    .describe(
      'Prefix of the few names that must be physical (replica buckets, parameter paths): 2 to 12 lower-case letters, digits or single hyphens. Frozen after the first deployment.',
    ),
  allowedRegions: z
    .array(regionName)
    .min(1)
    .describe('Regions in which the company may hold data. An environment in another Region is refused.'),
  tags: z
    .record(
      z
        .string()
        .regex(
          /^(?!aws:)[\w.:/=+@ -]{1,128}$/,
          'at most 128 letters, digits or . : / = + @ - _, not beginning with aws:',
        ),
      z.string().max(256),
    )
    .default({})
    .describe(
      'Tags on every taggable resource, besides owner, cost centre, environment and data class, which the engine sets.',
    ),
  costCentres: z
    .record(z.string().regex(/^[\w.-]{1,64}$/, 'at most 64 letters, digits or . - _'), z.string().min(1))
    .describe('Cost centres that models may be charged to: code and name.'),
  contacts: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens'), contact)
    .describe('Teams that own, approve or are notified. Other files name them by key.'),
  platformOwner: contactKey.describe('Contact who answers for what all models share: network, keys, audit trail.'),
  platformCostCentre: z
    .string()
    .min(1)
    .describe('Cost centre that pays for what all models share; one of costCentres.'),
  roles: z
    .strictObject({
      path: z
        .string()
        .regex(/^\/(?:[\w+=,.@-]+\/)+$/, 'a path with a slash at both ends, e.g. /ai/')
        .max(512)
        .optional()
        .describe('Path of every role and managed policy, e.g. /ai/. Frozen after the first deployment.'),
      namePrefix: z
        .string()
        .regex(/^[\w+=,.@-]+$/, 'letters, digits or + = , . @ - _')
        .max(20)
        .optional()
        .describe(
          'What the names of roles and managed policies begin with, at most 20 characters. Frozen after the first deployment.',
        ),
    })
    .optional()
    .describe('Where the company wants its roles: what service control policies and permissions boundaries ask for.'),
  runbookBaseUrl: z
    .url({ protocol: /^https$/ })
    .regex(/[^/]$/, 'an https URL without a slash at its end')
    .optional()
    .describe(
      'Address under which you serve the runbooks of constructs/, as <address>/<room>#<section>; every alarm links to it. Default: alarms name the command that prints the section, blueprint runbook.',
    ),
  readinessValidityDays: z
    .int()
    .min(1)
    .max(1826)
    .default(365)
    .describe('Days for which readiness evidence counts, unless the item says otherwise.'),
});

/** `config/company.yaml`, validated and with defaults. */
export type Company = z.output<typeof companySchema>;
