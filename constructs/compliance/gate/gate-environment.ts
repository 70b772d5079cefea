import type { Stage } from 'aws-cdk-lib';
import type { EnvironmentFacts } from '../environment-facts';

/** One environment as the gate sees it. */
export interface GateEnvironment {
  /** Its stage; the construct id of the stage is the name of the environment. */
  readonly stage: Stage;
  /** Whether the rules that only production must meet are asked. */
  readonly production: boolean;
  /** Names of the packs to evaluate, keys of `NAG_PACKS` or of the packs that the company adds. */
  readonly packs: readonly string[];
  /** Facts that its templates do not show. @default - not known: rules that need them do not apply */
  readonly configuration?: EnvironmentFacts;
}
