import type * as cdkNag from 'cdk-nag';
import type { NagPack } from 'cdk-nag';
import { type CompliancePack, PACK_NAMES } from '../core';

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

/** The name under which a pack's findings appear, e.g. `NIST.800.53.R5` for `NIST80053R5`; unknown packs keep theirs. */
export function packName(configured: string): string {
  return isKnown(configured) ? PACK_NAMES[configured] : configured;
}

function isKnown(configured: string): configured is CompliancePack {
  return Object.hasOwn(PACK_NAMES, configured);
}
