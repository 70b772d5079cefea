import type { Change } from './change';

/** Models say when people stand by who can mend them; a parameter tells the tools of those people. */
export const ability: Change = {
  title: "An ability of a model, with a key of its own in the model's file",
  added: {
    'constructs/governance/support-hours.ts': `import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

/** Properties of {@link SupportHours}. */
export interface SupportHoursProps {
  readonly model: string;
  /** When somebody stands by. */
  readonly hours: string;
}

/** Tells the tools of the people on call when they stand by for a model. */
export class SupportHours extends Construct {
  constructor(scope: Construct, id: string, { model, hours }: SupportHoursProps) {
    super(scope, id);
    const description = \`When people stand by who can mend \${model}\`;
    new ssm.CfnParameter(this, 'Hours', { type: 'String', value: hours, description });
  }
}
`,
    'lib/capabilities/support-hours/schema.ts': `import { z } from 'zod';

/** What an environment can put in its place. */
export const supportHoursOverride = z
  .enum(['none', 'office', 'always'])
  .describe('When people stand by who can mend the model.');

/** When people stand by. */
export const supportHoursSchema = supportHoursOverride.default('none');

/** When people stand by. */
export type SupportHours = z.output<typeof supportHoursSchema>;
`,
    'lib/capabilities/support-hours/checks.ts': `import type { CapabilityProblem, CheckContext } from '../capability';
import type { SupportHours } from './schema';

/** At night people get up for production only. */
export function checkSupportHours(hours: SupportHours, { production }: CheckContext): readonly CapabilityProblem[] {
  if (production || hours !== 'always') return [];
  return [{ path: [], what: 'nobody stands by at night for a test', remedy: 'set it in environments.<production>' }];
}
`,
    'lib/capabilities/support-hours/wire.ts': `import { SupportHours as Hours } from '../../../constructs/governance';
import type { CapabilityWiring } from '../capability';
import type { SupportHours } from './schema';

/** A parameter beside the endpoint. */
export const supportHoursWiring: CapabilityWiring<SupportHours> = {
  serving: (hours, { scope, model }) => {
    if (hours !== 'none') new Hours(scope, 'SupportHours', { model, hours });
    return {};
  },
};
`,
    'lib/capabilities/support-hours/evidence.ts': `import type { CapabilityEvidence } from '../capability';
import type { SupportHours } from './schema';

/** One word, for rules and for people. */
export const supportHoursEvidence: CapabilityEvidence<SupportHours> = {
  metadata: (hours) => (hours === 'none' ? {} : { supportHours: hours }),
  card: (hours) => ({ 'support hours': hours }),
};
`,
  },
  inserted: {
    'constructs/governance/index.ts': [
      { before: "export * from './ownership';", text: "export * from './support-hours';\n" },
    ],
    'lib/capabilities/index.ts': [
      {
        before: '\n/** Every optional ability of a model',
        text: `import { checkSupportHours } from './support-hours/checks';
import { supportHoursEvidence } from './support-hours/evidence';
import { supportHoursOverride, supportHoursSchema } from './support-hours/schema';
`,
      },
      {
        before: '\n};\n\ntype Capabilities',
        text: `
  supportHours: {
    schema: supportHoursSchema,
    override: supportHoursOverride,
    check: checkSupportHours,
    evidence: supportHoursEvidence,
    wire: () => (require('./support-hours/wire') as typeof import('./support-hours/wire')).supportHoursWiring,
  } satisfies Capability<typeof supportHoursSchema>,`,
      },
    ],
  },
};
