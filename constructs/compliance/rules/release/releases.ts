import { definitionsOf, isUnreadable } from '../../definitions/definition-text';
import { RELEASE_METADATA_KEY } from '../../../model/core/metadata';
import { type ResourceView, isObject, itemsOf, type TemplateObject } from '../../../template';

export const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';

/** Calls by which a state machine changes what serves. */
const CHANGES_SERVING =
  /:(?:cloudformation:(?:updateStack|executeChangeSet)|sagemaker:(?:updateEndpoint|createEndpoint|updateInferenceComponent)\w*)(?:\.sync)?$/i;
const CALLS_FUNCTION = /:states:::lambda:invoke|:lambda:[^:]*:\d{12}:function:/;

/** What a release machine says of the models that it releases; undefined for other state machines. */
export function releasedModels(machine: ResourceView): TemplateObject | undefined {
  const metadata = machine.metadata[RELEASE_METADATA_KEY];
  const models = isObject(metadata) ? metadata['models'] : undefined;
  return isObject(models) ? models : undefined;
}

/** The readable definitions of a state machine. */
export function readableDefinitions(machine: ResourceView): readonly TemplateObject[] {
  return definitionsOf(machine).flatMap(({ value }) => (isUnreadable(value) || !isObject(value) ? [] : [value]));
}

/** The states of a definition by which it changes what serves. */
export function changingStates(definition: TemplateObject): readonly string[] {
  return statesOf(definition).flatMap(([name, state]) => (resourceMatches(state, CHANGES_SERVING) ? [name] : []));
}

/** The changing states that are reached although no function was asked on the way. */
export function uncheckedChanges(definition: TemplateObject): readonly string[] {
  const states = new Map(statesOf(definition));
  const reached = new Set<unknown>([definition['StartAt']]);
  for (const name of reached) {
    const state = states.get(String(name));
    if (state === undefined || resourceMatches(state, CALLS_FUNCTION)) continue;
    for (const next of nextOf(state)) reached.add(next);
  }
  return changingStates(definition).filter((name) => reached.has(name));
}

function statesOf(definition: TemplateObject): readonly (readonly [string, TemplateObject])[] {
  const states = isObject(definition['States']) ? definition['States'] : {};
  return Object.entries(states).flatMap(([name, state]) => (isObject(state) ? [[name, state] as const] : []));
}

function nextOf(state: TemplateObject): readonly unknown[] {
  const branches = [...itemsOf(state['Choices']), ...itemsOf(state['Catch'])];
  return [state['Next'], state['Default'], ...branches.map((one) => (isObject(one) ? one['Next'] : undefined))].filter(
    (name) => name !== undefined,
  );
}

function resourceMatches(state: TemplateObject, pattern: RegExp): boolean {
  return typeof state['Resource'] === 'string' && pattern.test(state['Resource']);
}
