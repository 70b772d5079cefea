import type { Stage } from 'aws-cdk-lib';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import type { NagPack } from 'cdk-nag';

/** cdk-nag packs that an environment can choose, by the name that stands in its configuration. */
export const NAG_PACKS: Readonly<Record<string, () => NagPack>> = {
  AwsSolutions: () => new AwsSolutionsChecks(undefined, { verbose: true }),
  NIST80053R4: () => new NIST80053R4Checks(undefined, { verbose: true }),
  NIST80053R5: () => new NIST80053R5Checks(undefined, { verbose: true }),
  HIPAASecurity: () => new HIPAASecurityChecks(undefined, { verbose: true }),
  PCIDSS321: () => new PCIDSS321Checks(undefined, { verbose: true }),
  Serverless: () => new ServerlessChecks(undefined, { verbose: true }),
};

/** One environment as the gate sees it. */
export interface GateEnvironment {
  /** Its stage; the construct id of the stage is the name of the environment. */
  readonly stage: Stage;
  /** Whether the rules that only production must meet are asked. */
  readonly production: boolean;
  /** Names of the packs to evaluate, keys of {@link NAG_PACKS} or of the packs that the company adds. */
  readonly packs: readonly string[];
}

/** The name under which a pack's findings appear, e.g. `NIST.800.53.R5` for `NIST80053R5`; unknown packs keep theirs. */
export function packName(configured: string): string {
  return NAG_PACKS[configured]?.().name ?? configured;
}
