import { installedVersion } from '../../ground';
import { type AnswerCache, keyOf } from '../answer-cache';
import type { Problem, TemplateCheck } from '../template-check';
import { isObject, type TemplateObject } from '../../template';
import { withCompiledSchemas } from './compiled-schemas';
import { definitionsOf, isUnreadable } from './definition-text';
import { graphProblems, isMachine } from './state-graph';

/** What asl-validator judges of transitions is judged more exactly by {@link graphProblems}. */
const JUDGED_HERE: ReadonlySet<string> = new Set([
  'BRANCH_OUTBOUND_TRANSITION_TARGET',
  'MAP_OUTBOUND_TRANSITION_TARGET',
  'MISSING_TERMINAL_STATE',
  'MISSING_TRANSITION_TARGET',
  'TERMINAL_STATE_WITH_NEXT',
]);

// Environments may share their definitions.
const cache = new Map<string, readonly Problem[]>();

/** State machines run from the first state to an end, and each state has the fields of its type. */
export function statesCheck(answers?: AnswerCache): TemplateCheck {
  return {
    id: 'DEF-STATES',
    title: 'A state machine reaches all of its states and an end, and each state has the fields of its type',
    remedy: 'correct the state in the construct or file that defines the state machine',
    resourceTypes: ['AWS::StepFunctions::StateMachine'],
    check: (resource) => {
      const definitions = definitionsOf(resource);
      if (definitions.length === 0) return 'not-applicable';
      return definitions.flatMap(({ location, value }) => {
        if (isUnreadable(value)) return [{ problem: `definition cannot be read: ${value.unreadable}`, location }];
        return definitionProblems(value, location, answers);
      });
    },
  };
}

function definitionProblems(
  definition: TemplateObject,
  location: string,
  answers: AnswerCache | undefined,
): readonly Problem[] {
  const key = `${location}\n${JSON.stringify(definition)}`;
  const cached = cache.get(key);
  if (cached !== undefined) return cached;
  const graph = graphProblems(definition, location);
  // What the graph says of a state in words, the schema of its type says again in riddles.
  const said = graph.map((problem) => problem.location);
  const schema = schemaProblems(definition, location, answers).filter(
    (problem, index, all) =>
      all.findIndex((other) => other.problem === problem.problem) === index &&
      !said.some((one) => problem.location === one || problem.location.startsWith(`${one}.`)),
  );
  const problems = [...graph, ...schema];
  cache.set(key, problems);
  return problems;
}

function schemaProblems(
  definition: TemplateObject,
  location: string,
  answers: AnswerCache | undefined,
): readonly Problem[] {
  // The validator throws on what is no machine at all, and the graph has said so.
  if (!isMachine(definition)) return [];
  const input = withoutFalseStates(definition);
  const key = keyOf(...validatorVersions(), JSON.stringify(input));
  const known = answers?.read(key);
  const errors: readonly unknown[] = Array.isArray(known) ? known : validatorErrors(input);
  if (errors !== known) answers?.write(key, errors);
  return errors.filter(isObject).flatMap((error) => problemOf(error, definition, location));
}

/** The validator, and what decides with it. */
function validatorVersions(): readonly string[] {
  const others = ['ajv', 'jsonata', 'asl-path-validator'];
  return [installedVersion('asl-validator'), ...others.map((name) => installedVersion(name, 'asl-validator'))];
}

function validatorErrors(definition: unknown): readonly unknown[] {
  const validate: unknown = require('asl-validator');
  if (!isValidator(validate)) throw new TypeError('asl-validator exports no function');
  // The validator writes into what it is given.
  const result: unknown = withCompiledSchemas(() => validate(definition));
  const errors: unknown = isObject(result) ? result['errors'] : undefined;
  if (!Array.isArray(errors)) throw new TypeError('asl-validator reports no list of errors');
  return errors;
}

function isValidator(value: unknown): value is (definition: unknown) => unknown {
  return typeof value === 'function';
}

function problemOf(error: TemplateObject, definition: TemplateObject, location: string): readonly Problem[] {
  const code = String(error['Error code']);
  if (JUDGED_HERE.has(code)) return [];
  const message = String(error['Message']);
  const schemaError = error['schemaError'];
  const pointer = isObject(schemaError) ? schemaError['instancePath'] : undefined;
  if (typeof pointer !== 'string') return [{ problem: `state machine is not valid: ${message}`, location }];
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const value = valueAt(definition, steps);
  // The validator writes the query language into each state before it judges the state.
  if (steps.at(-1) === 'QueryLanguage' && value === undefined) return [];
  const isExpression = typeof value === 'string' && value.startsWith('{%');
  const what = isExpression ? `'${value}' is no valid JSONata` : message.replace(`${pointer} is invalid. `, '');
  return [
    { problem: `state machine is not valid at ${steps.join('.')}: ${what}`, location: [location, ...steps].join('.') },
  ];
}

/** Lists too can be read by the steps of a JSON pointer. */
function isContainer(value: unknown): value is TemplateObject {
  return isObject(value) || Array.isArray(value);
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((inner, step) => (isContainer(inner) ? inner[step] : undefined), value);
}

/** A copy in which only state machines have a field called States: the validator takes every such field for one. */
function withoutFalseStates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFalseStates);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name === 'States' && !isMachine(value) ? 'States_' : name,
      withoutFalseStates(inner),
    ]),
  );
}
