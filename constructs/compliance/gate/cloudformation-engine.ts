import {
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type PolicyValidationStack,
  type PolicyViolation,
} from 'aws-cdk-lib';
import { installedVersion } from '../../ground';

/** Evaluates templates with the rules that come with CDK. */
export interface CloudFormationEngine {
  /**
   * Told of templates as soon as they are written, some perhaps more than once; an engine may start with them.
   * @default - it starts when it is asked
   */
  begin?(stacks: readonly PolicyValidationStack[]): void;
  /** What the rules refuse. */
  validate(context: IPolicyValidationContext): readonly PolicyViolation[];
}

/** The engine takes 2 s and 350 MB to load, so one serves every gate of the process. It is loaded on first use. */
const IN_PROCESS = new CloudFormationValidatePlugin();

/** Evaluates in this thread. */
export const inProcessEngine: CloudFormationEngine = {
  validate: (context) => IN_PROCESS.validate(context).violations,
};

/** Version of the rules. The plugin would load the engine to ask it. */
export function cloudFormationRulesVersion(): string {
  return installedVersion('@aws/cloudformation-validate', 'aws-cdk-lib');
}
