import { z } from 'zod';
import { type CompliancePack, PACK_NAMES } from '../../constructs/compliance/core';
import { UNRESERVED_CONCURRENCY } from '../../constructs/model/core';
import { VPC_PREFIX, ZONES } from '../../constructs/network/core';
import { accountId, contactKey, regionName, schemaVersion } from './schema-common';

/** The engine's own pack, AiProduction, always runs. */
const COMPLIANCE_PACKS = Object.keys(PACK_NAMES) as CompliancePack[];

/** Days that CloudWatch Logs can keep a log group (`AWS::Logs::LogGroup.RetentionInDays`). */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const network = z.strictObject({
  cidr: z
    .cidrv4()
    .describe(
      `IPv4 range of the network, /${VPC_PREFIX.shortest} to /${VPC_PREFIX.longest}. The ranges of environments must not overlap, so that you can peer them later.`,
    ),
  availabilityZones: z
    .array(z.string().regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d[a-z]$/, 'an Availability Zone, e.g. eu-west-1a'))
    .min(ZONES.fewest)
    .max(ZONES.most)
    .describe(
      `Availability Zones of the subnets, ${ZONES.fewest} to ${ZONES.most}. They are named here so that synthesis needs no account.`,
    ),
});

const retention = z.strictObject({
  logsDays: z
    .literal(LOG_RETENTION_DAYS)
    .describe('Retention of log groups in days; one of the values of CloudWatch Logs.'),
  auditDays: z.int().min(1).max(36500).describe('Days for which the audit trail is kept and cannot be deleted.'),
  auditLock: z
    .enum(['GOVERNANCE', 'COMPLIANCE'])
    .describe(
      'Object lock mode of the audit bucket. COMPLIANCE: nobody can delete an object before its retention ends, not even the root user. GOVERNANCE: a privileged role can. Deploy first with GOVERNANCE: with COMPLIANCE, what a failed first deployment wrote stays for auditDays.',
    ),
  artifactsDays: z
    .int()
    .min(1)
    .max(36500)
    .describe('Days for which replaced object versions of model artefacts are kept.'),
});

const functions = z.strictObject({
  reservedConcurrency: z
    .int()
    .min(1)
    .max(1000)
    .describe('Reserved concurrent executions of each Lambda function of the environment.'),
  accountConcurrency: z
    .int()
    .min(1)
    .describe(
      `Granted service quota "Concurrent executions" of Lambda in this account and Region. ${UNRESERVED_CONCURRENCY} of them must stay unreserved, or the gate refuses the environment.`,
    ),
});

const environmentBudget = z.strictObject({
  monthlyUsd: z.number().positive().describe('US dollars per month for everything in this environment.'),
  alertPercents: z
    .array(z.number().positive().max(1000))
    .min(1)
    .max(5)
    .describe('Percentages of the budget at which the contact is notified; at most five, the limit of AWS Budgets.'),
  notify: contactKey.describe('Contact who is notified.'),
});

/** `config/environments/<name>.yaml`: one account and Region in which models run. */
export const environmentSchema = z.strictObject({
  schemaVersion,
  account: accountId.describe("AWS account id: 12 digits in quotes, e.g. '012345678901'."),
  region: regionName.describe('Region of the environment; one of allowedRegions of company.yaml.'),
  recoveryRegion: regionName
    .optional()
    .describe('Second Region for replicas; one of allowedRegions, different from region. Required in production.'),
  production: z
    .boolean()
    .describe(
      'Whether real users depend on it. Production demands readiness evidence, two zones, a recovery Region, deletion protection, and every rule of the AiProduction pack.',
    ),
  network: network.describe('The private network, without internet access.'),
  compliancePacks: z
    .array(z.enum(COMPLIANCE_PACKS))
    .min(1)
    .describe('Packs of the gate, in addition to AiProduction. Production: at least AwsSolutions and NIST80053R5.'),
  retention: retention.describe('How long logs, audit trail and artefacts are kept.'),
  scalingFloor: z
    .int()
    .min(0)
    .describe(
      'Fewest instances that a model with serving mode realtime keeps warm. Modes async and realtime-to-zero may scale to zero.',
    ),
  deletionProtection: z
    .boolean()
    .describe('Whether data stores and keys are retained when their stack is deleted. Required in production.'),
  permissionsBoundary: z
    .string()
    .regex(/^(?:[\w+=,.@-]+\/)*[\w+=,.@-]+$/, 'the name of a managed policy, with its path if it has one')
    .max(512)
    .optional()
    .describe(
      'Managed policy of the account that is the permissions boundary of every role, e.g. excorp-prod-workload-boundary. It must exist before the deployment; `blueprint bootstrap-policies` writes it. Default: roles have no boundary.',
    ),
  budget: environmentBudget.describe('Monthly budget, and who is notified when it is used up.'),
  quotas: z
    .record(z.string(), z.int().min(0))
    .optional()
    .describe(
      'Granted service quotas "<instance type> for endpoint usage" in this account and Region, e.g. ml.g5.2xlarge: 12. If declared, a release of all models at once must fit.',
    ),
  detailedObservability: z
    .boolean()
    .optional()
    .describe(
      'Whether SageMaker also publishes metrics of containers, single GPUs and hosts of the endpoints, which CloudWatch may bill. Default: false.',
    ),
  functions: functions
    .optional()
    .describe(
      'Reserved concurrency of the Lambda functions. Default: none, because AWS refuses it in new accounts, which have 10 or 50 concurrent executions in all.',
    ),
});

type EnvironmentFile = z.output<typeof environmentSchema>;

/** `config/environments/<name>.yaml`, validated and with defaults. */
export interface Environment extends EnvironmentFile {
  /** Name of the environment, from its file name, e.g. `prod`. */
  readonly name: string;
}
