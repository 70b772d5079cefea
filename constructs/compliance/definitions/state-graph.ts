import { didYouMean } from '../did-you-mean';
import type { Problem } from '../template-check';
import { isObject, type TemplateObject } from '../../template';
import { languageProblems } from './query-language';

/** State types that end a machine without saying so, and that go on without `Next`. */
const ENDS: ReadonlySet<unknown> = new Set(['Succeed', 'Fail']);

/** Whether a value is a state machine as far as its form goes: a start, and states that are objects. */
export function isMachine(value: unknown): value is TemplateObject {
  if (!isObject(value) || typeof value['StartAt'] !== 'string' || !isObject(value['States'])) return false;
  const states = Object.values(value['States']);
  return states.length > 0 && states.every(isObject);
}

interface Transition {
  readonly target: unknown;
  readonly location: string;
}

/**
 * What is wrong with a state machine and with every machine nested in it: transitions to what does not exist, states
 * that nothing leads to, machines that cannot end, and fields of the other query language.
 *
 * @param language query language of the machine around, which a state may change
 */
export function graphProblems(machine: TemplateObject, location: string, language = 'JSONPath'): readonly Problem[] {
  const states = machine['States'];
  const start = machine['StartAt'];
  if (!isObject(states) || Object.keys(states).length === 0) {
    return [{ problem: 'state machine has no States', location: `${location}.States` }];
  }
  if (typeof start !== 'string') return [{ problem: 'state machine has no StartAt', location: `${location}.StartAt` }];

  const problems: Problem[] = [];
  const common = languageOf(machine, language);
  const names = Object.keys(states);
  const known = (target: unknown): boolean => typeof target === 'string' && names.includes(target);
  if (!known(start)) {
    problems.push({
      problem: `state machine starts at '${start}', which does not exist${didYouMean(start, names)}`,
      location: `${location}.StartAt`,
    });
  }
  for (const [name, state] of Object.entries(states)) {
    const where = `${location}.States.${name}`;
    if (!isObject(state)) {
      problems.push({ problem: `state '${name}' is not an object`, location: where });
      continue;
    }
    const own = languageOf(state, common);
    problems.push(...continuationProblems(name, state, where), ...languageProblems(name, state, own, where));
    for (const { target, location: at } of transitionsOf(state, where)) {
      if (known(target)) continue;
      const shown = typeof target === 'string' ? `'${target}'` : JSON.stringify(target);
      const hint = typeof target === 'string' ? didYouMean(target, names) : '';
      problems.push({ problem: `state '${name}' goes to ${shown}, which does not exist${hint}`, location: at });
    }
    for (const [nested, at] of nestedMachines(state, where)) problems.push(...graphProblems(nested, at, own));
  }
  // A machine that starts nowhere reaches nothing: to say so of each state would bury the cause.
  return known(start) ? [...problems, ...reachProblems(states, start, location)] : problems;
}

function languageOf(value: TemplateObject, outer: string): string {
  const stated = value['QueryLanguage'];
  return typeof stated === 'string' ? stated : outer;
}

function reachProblems(states: TemplateObject, start: string, location: string): readonly Problem[] {
  const reached = new Set([start]);
  for (const name of reached) {
    const state = states[name];
    if (!isObject(state)) continue;
    for (const { target } of transitionsOf(state, '')) {
      if (typeof target === 'string' && target in states) reached.add(target);
    }
  }
  const problems = Object.keys(states)
    .filter((name) => !reached.has(name))
    .map((name) => ({ problem: `no state leads to state '${name}'`, location: `${location}.States.${name}` }));
  const ends = [...reached].some((name) => {
    const state = states[name];
    return isObject(state) && (state['End'] === true || ENDS.has(state['Type']));
  });
  if (ends) return problems;
  return [...problems, { problem: 'no path of the state machine reaches an end', location: `${location}.States` }];
}

function continuationProblems(name: string, state: TemplateObject, location: string): readonly Problem[] {
  const type = state['Type'];
  if (type === 'Choice' || ENDS.has(type)) return [];
  const goesOn = state['Next'] !== undefined;
  const stops = state['End'] !== undefined;
  if (goesOn === stops) {
    const what = goesOn ? 'both Next and End' : 'neither Next nor End';
    return [{ problem: `state '${name}' has ${what}, and exactly one must stand`, location }];
  }
  return [];
}

function transitionsOf(state: TemplateObject, location: string): readonly Transition[] {
  const transitions: Transition[] = [];
  for (const key of ['Next', 'Default']) {
    if (state[key] !== undefined) transitions.push({ target: state[key], location: `${location}.${key}` });
  }
  for (const key of ['Choices', 'Catch']) {
    const entries: unknown = state[key];
    if (!Array.isArray(entries)) continue;
    entries.forEach((entry: unknown, index) => {
      const at = `${location}.${key}.${index}.Next`;
      if (isObject(entry)) transitions.push({ target: entry['Next'], location: at });
    });
  }
  return transitions;
}

function nestedMachines(state: TemplateObject, location: string): readonly (readonly [TemplateObject, string])[] {
  const branches = Array.isArray(state['Branches'])
    ? state['Branches'].map((branch: unknown, index) => [branch, `${location}.Branches.${index}`] as const)
    : [];
  const processors = ['ItemProcessor', 'Iterator'].map((key) => [state[key], `${location}.${key}`] as const);
  return [...branches, ...processors].flatMap(([nested, at]) => (isObject(nested) ? [[nested, at] as const] : []));
}
