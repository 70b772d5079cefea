import type { Stage } from 'aws-cdk-lib';
import type * as cdkNag from 'cdk-nag';
import type { NagPack } from 'cdk-nag';
import { type CompliancePack, PACK_NAMES } from '../core';
import type { EnvironmentFacts } from '../environment-facts';

/** Loaded when a pack is made: hundreds of files, which nobody needs who imports a construct. */
export function loadNag(): typeof cdkNag {
  return require('cdk-nag') as typeof cdkNag;
}

/** cdk-nag packs that an environment can choose, by the name that stands in its configuration. */
export const NAG_PACKS: Readonly<Record<CompliancePack, () => NagPack>> = {
  AwsSolutions: () => new (loadNag().AwsSolutionsChecks)(undefined, { verbose: true }),
  NIST80053R4: () => new (loadNag().NIST80053R4Checks)(undefined, { verbose: true }),
  NIST80053R5: () => new (loadNag().NIST80053R5Checks)(undefined, { verbose: true }),
  HIPAASecurity: () => new (loadNag().HIPAASecurityChecks)(undefined, { verbose: true }),
  PCIDSS321: () => new (loadNag().PCIDSS321Checks)(undefined, { verbose: true }),
  Serverless: () => new (loadNag().ServerlessChecks)(undefined, { verbose: true }),
};

/** One environment as the gate sees it. */
export interface GateEnvironment {
  /** Its stage; the construct id of the stage is the name of the environment. */
  readonly stage: Stage;
  /** Whether the rules that only production must meet are asked. */
  readonly production: boolean;
  /** Names of the packs to evaluate, keys of {@link NAG_PACKS} or of the packs that the company adds. */
  readonly packs: readonly string[];
  /** Facts that its templates do not show. @default - not known: rules that need them do not apply */
  readonly configuration?: EnvironmentFacts;
}

/** The name under which a pack's findings appear, e.g. `NIST.800.53.R5` for `NIST80053R5`; unknown packs keep theirs. */
export function packName(configured: string): string {
  return isKnown(configured) ? PACK_NAMES[configured] : configured;
}

function isKnown(configured: string): configured is CompliancePack {
  return Object.hasOwn(PACK_NAMES, configured);
}
