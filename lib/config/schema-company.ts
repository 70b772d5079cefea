import { z } from 'zod';
import { PREFIX_PATTERN } from '../../constructs/model/core';
import { contactKey, regionName, schemaVersion } from './schema-common';

const contact = z.strictObject({
  name: z.string().min(1).max(128).describe('Name of the team, as it appears in evidence and alerts.'),
  email: z.email().max(254).describe('Mail address of the team, not of a person who may leave.'),
});

/** `config/company.yaml`: what applies to the whole company. */
export const companySchema = z.strictObject({
  schemaVersion,
  name: z.string().min(1).max(64).describe('Name of the company, as it appears in the evidence.'),
  prefix: z
    .string()
    .regex(PREFIX_PATTERN, '2 to 12 lower-case letters, digits or single hyphens, beginning with a letter')
    .describe(
      'Prefix of the physical names (endpoints, replica buckets, parameter paths): 2 to 12 lower-case letters, digits or single hyphens. Cannot change after the first deployment.',
    ),
  allowedRegions: z
    .array(regionName)
    .min(1)
    .describe('Regions in which the company may store data. An environment in another Region is refused.'),
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
      'Tags for every taggable resource, in addition to owner, cost centre, environment and data class, which the engine sets.',
    ),
  costCentres: z
    .record(z.string().regex(/^[\w.-]{1,64}$/, 'at most 64 letters, digits or . - _'), z.string().min(1))
    .describe('Cost centres that models can be charged to: code and name.'),
  contacts: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens'), contact)
    .describe('Teams that own models, approve waivers or are notified. Other files refer to them by key.'),
  platformOwner: contactKey.describe('Contact who owns what all models share: network, keys, audit trail.'),
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
        .describe('Path of every role and managed policy, e.g. /ai/. Cannot change after the first deployment.'),
      namePrefix: z
        .string()
        .regex(/^[\w+=,.@-]+$/, 'letters, digits or + = , . @ - _')
        .max(20)
        .optional()
        .describe(
          'Prefix of the names of roles and managed policies, at most 20 characters. Cannot change after the first deployment.',
        ),
    })
    .optional()
    .describe('Path and names of IAM roles, where service control policies or permissions boundaries demand them.'),
  runbookBaseUrl: z
    .url({ protocol: /^https$/ })
    .regex(/[^/]$/, 'an https URL without a slash at its end')
    .optional()
    .describe(
      'Address at which you publish the runbooks, as <address>/<room>#<section>; every alarm links to it. Default: every alarm names the command that prints its section, blueprint runbook.',
    ),
  readinessValidityDays: z
    .int()
    .min(1)
    .max(1826)
    .default(365)
    .describe('Days for which readiness evidence is valid, unless the item says otherwise.'),
});

/** `config/company.yaml`, validated and with defaults. */
export type Company = z.output<typeof companySchema>;
