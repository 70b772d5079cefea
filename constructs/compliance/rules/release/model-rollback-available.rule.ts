import { governanceOf, type ResourceView, type TemplateObject } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT } from '../shared/endpoints';
import { METADATA_LOCATION } from '../shared/metadata';
import { readableDefinitions, releasedModels, STATE_MACHINE } from './releases';

/** A rollback takes one command, and needs only what is deployed. */
export const rule: ComplianceRule = {
  id: 'ModelRollbackAvailable',
  title: 'Every model has a release machine in its environment, which rolls it back without git and CI',
  remedy: 'add the model to models of the ReleaseMachine in its environment',
  requirements: ['REL-3'],
  formerIds: ['REL-3'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, { environment }) => {
    // A template alone cannot tell: the machine of all models is in a stack of its own.
    if (environment === undefined) return NOT_APPLICABLE;
    const model = governanceOf(endpoint)?.['model'];
    if (typeof model !== 'string') {
      return violation(
        'endpoint does not say whose model it serves, so that nothing can roll it back',
        METADATA_LOCATION,
      );
    }
    const machines = environment.filter(
      (resource) => resource.type === STATE_MACHINE && Object.hasOwn(releasedModels(resource) ?? {}, model),
    );
    if (machines.length === 0) {
      return violation(`no release machine of the environment has model ${model}`, METADATA_LOCATION);
    }
    return machines.some(rollsBack)
      ? COMPLIANT
      : violation(`the release machine of ${model} knows no rollback`, METADATA_LOCATION);
  },
};

/** Each model asks about the one machine of its environment, whose definition grows with the models. */
const answers = new WeakMap<ResourceView, boolean>();

function rollsBack(machine: ResourceView): boolean {
  const before = answers.get(machine);
  if (before !== undefined) return before;
  const answer = readableDefinitions(machine).some(takesRollback);
  answers.set(machine, answer);
  return answer;
}

/** Whether a definition takes the cause `rollback`, and writes what is released. */
function takesRollback(definition: TemplateObject): boolean {
  const text = JSON.stringify(definition);
  return text.includes("'rollback'") && /:ssm:putParameter"/.test(text);
}
