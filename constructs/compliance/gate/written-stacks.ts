import * as path from 'node:path';
import { type PolicyValidationStack, Stack, type Stage } from 'aws-cdk-lib';
import { EnvironmentUtils, UNKNOWN_ACCOUNT, UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';

/** The stacks of a stage that CDK writes by themselves: a nested one is written before the stack that holds it. */
export function stacksOf(stage: Stage): readonly Stack[] {
  return stage.node
    .findAll()
    .filter((construct) => Stack.isStack(construct))
    .filter(({ nestedStackParent }) => nestedStackParent === undefined);
}

/**
 * Tells of a stack when CDK has written its template, and not only when all are written.
 *
 * @param tell gets what CDK tells validation plugins of the stack; those that were given earlier are called earlier
 */
export function whenWritten(stack: Stack, tell: (written: PolicyValidationStack) => void): void {
  const { synthesizer } = stack;
  const synthesize = synthesizer.synthesize.bind(synthesizer);
  synthesizer.synthesize = (session) => {
    synthesize(session);
    tell(described(stack, session.outdir));
  };
}

function described({ node, environment, templateFile }: Stack, folder: string): PolicyValidationStack {
  const { account, region } = EnvironmentUtils.parse(environment);
  return {
    stackConstructPath: node.path,
    templatePath: path.join(folder, templateFile),
    accountId: account === UNKNOWN_ACCOUNT ? undefined : account,
    region: region === UNKNOWN_REGION ? undefined : region,
  };
}
