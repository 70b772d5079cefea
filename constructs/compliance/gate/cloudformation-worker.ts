import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { workerData } from 'node:worker_threads';
import type { IPolicyValidationContext, PolicyValidationStack, PolicyViolation } from 'aws-cdk-lib';
// The package's main module would load every service; the worker needs the validation alone.
import { CloudFormationValidatePlugin } from 'aws-cdk-lib/core';
import type { WorkerAnswer, WorkerOrder, WorkerStart } from './worker-engine';

const { port, answered, resourceTypes } = workerData as WorkerStart;
const plugin = new CloudFormationValidatePlugin();

function validate(stackTemplates: readonly PolicyValidationStack[]): WorkerAnswer {
  try {
    const context = { stackTemplates, templatePaths: stackTemplates.map(({ templatePath }) => templatePath) };
    // The plugin reads templates only; the construct tree stays in the thread that built it.
    return { violations: plugin.validate(context as IPolicyValidationContext).violations };
  } catch (error) {
    return { error: String(error) };
  }
}

/** Has the engine built for the given types, by asking it about a template that holds one resource of each. */
function warmUp(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'warm-up-'));
  try {
    const templatePath = path.join(folder, 'template.json');
    const resources = resourceTypes.map((Type, index) => [`R${index}`, { Type }]);
    writeFileSync(templatePath, JSON.stringify({ Resources: Object.fromEntries(resources) as unknown }));
    validate([{ stackConstructPath: 'WarmUp', templatePath, accountId: undefined, region: undefined }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const violations: PolicyViolation[] = [];
let error: string | undefined;

port.on('message', ({ stacks, last }: WorkerOrder) => {
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
warmUp();
