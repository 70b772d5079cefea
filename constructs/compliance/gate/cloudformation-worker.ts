import { workerData } from 'node:worker_threads';
import type { IPolicyValidationContext, PolicyValidationStack, PolicyViolation } from 'aws-cdk-lib';
// The package's main module would load every service; the worker needs the validation alone.
import { CloudFormationValidatePlugin } from 'aws-cdk-lib/core';
import type { WorkerAnswer, WorkerOrder, WorkerStart } from '../core/worker-engine';

const { port, answered, warmUpTemplate } = workerData as WorkerStart;
const plugin = new CloudFormationValidatePlugin();

function validate(stackTemplates: readonly PolicyValidationStack[]): WorkerAnswer<PolicyViolation> {
  try {
    const context = { stackTemplates, templatePaths: stackTemplates.map(({ templatePath }) => templatePath) };
    // The plugin reads templates only; the construct tree stays in the thread that built it.
    return { violations: plugin.validate(context as IPolicyValidationContext).violations };
  } catch (error) {
    return { error: String(error) };
  }
}

const violations: PolicyViolation[] = [];
let error: string | undefined;

port.on('message', ({ stacks, last }: WorkerOrder<PolicyValidationStack>) => {
  const answer = validate(stacks);
  violations.push(...(answer.violations ?? []));
  error ??= answer.error;
  if (!last) return;
  port.postMessage(error === undefined ? { violations } : { error });
  const state = new Int32Array(answered);
  Atomics.store(state, 0, 1);
  Atomics.notify(state, 0);
  port.close();
});
// Has the engine built for the types of the template.
validate([{ stackConstructPath: 'WarmUp', templatePath: warmUpTemplate, accountId: undefined, region: undefined }]);
