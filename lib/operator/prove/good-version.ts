import { versionLabel } from '../aws/packages';
import { rollOut, rolloutFacts } from './rollout';
import { servedModel, servingOf } from './serving';
import { requestsTo } from './traffic';
import type { Trial } from './trial';
import { registerVersion } from './versions';

/** A version that serves and answers, with how that is known. */
export interface GoodVersion {
  /** ARN of the model package; undefined when none could be brought to serve. */
  readonly packageArn?: string;
  readonly facts: readonly string[];
}

/** The version that serves if it answers; otherwise a new one that does. An earlier proof may have left a version that fails. */
export async function goodVersion(trial: Trial, model: string, label: string): Promise<GoodVersion> {
  const serving = await servingOf(trial, model);
  if (serving?.status === 'InService' && (await requestsTo(trial, model).ask())) {
    const packageArn = (await servedModel(trial, serving.configuration))?.packageArn;
    if (packageArn !== undefined) return { packageArn, facts: [`${versionLabel(packageArn)} serves, and answers.`] };
  }
  const version = await registerVersion(trial, model, label, 'answers');
  const rollout = await rollOut(trial, model, version);
  const facts = rolloutFacts('The release of a version that answers', rollout);
  const answers = rollout.after?.packageArn === version && (await requestsTo(trial, model).ask());
  return answers ? { packageArn: version, facts } : { facts: [...facts, 'No version could be brought to answer.'] };
}
