import type { Problem, TemplateCheck } from '../template-check';
import { isIntrinsic, isObject, itemsOf, renderText, type Statement } from '../../template';
import {
  actionHasConditionKey,
  type ActionResource,
  isGlobalConditionKey,
  matchingActions,
  requiredResources,
} from '../core/iam-catalogue';
import { hasService, writtenActions, type WrittenAction } from './actions';
import { conditionsOf } from './conditions';
import { statementCheck } from './statement-check';

/** A key that a condition compares. */
interface ComparedKey {
  readonly name: string;
  /** Whether the comparison is true where the request has no such key. */
  readonly matchesAbsent: boolean;
  readonly location: string;
}

/** Global keys that only some resources carry; the others are in every request that has a value for them. */
const GLOBAL_KEYS_OF_RESOURCES = /^aws:(?:resourcetag\/.+|requesttag\/.+|tagkeys)$/i;

/**
 * EC2, among others, authorizes a request once for each resource type that its action requires, and each with the keys of
 * that type only: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const types = statementCheck(
  {
    id: 'IAM-CONDITION-TYPE',
    title: 'A condition uses keys that every resource type carries which the action requires',
    remedy:
      'give the resource types that lack the key a statement of their own without it: the service authorization reference lists the keys of each type',
  },
  (statement) => {
    // A resource policy decides about its own resource only.
    if (statement.kind !== 'identity' && statement.kind !== 'network') return [];
    const keys = keysOf(statement);
    if (keys.length === 0) return [];
    const actions = writtenActions(statement).filter((action) => action.element === 'Action' && hasService(action));
    const covers = coversOf(statement);
    const matched = actions.flatMap(({ prefix, name }) => matchingActions(prefix, name));
    const judged = keys.filter(
      ({ name }) =>
        GLOBAL_KEYS_OF_RESOURCES.test(name) ||
        // What no action has is a finding of IAM-CONDITION-KEY.
        (!isGlobalConditionKey(name) && matched.some((action) => actionHasConditionKey(action, name))),
    );
    return actions.flatMap((action) => problemsOf(action, statement, judged, covers));
  },
);

function problemsOf(
  { prefix, name, text }: WrittenAction,
  statement: Statement,
  keys: readonly ComparedKey[],
  covers: readonly Cover[],
): readonly Problem[] {
  const matched = matchingActions(prefix, name);
  const denies = statement.value['Effect'] === 'Deny';
  const perAction = matched.map((action) => {
    const required = requiredResources(prefix, action);
    return covers.flatMap((cover) => failures(required, keys, denies, cover));
  });
  // Of the actions of a pattern, those without the key may not be meant: one that has it everywhere is enough.
  if (perAction.some((found) => found.length === 0)) return [];
  const effect = denies ? 'so that the denial always applies' : 'so that the statement never allows it';
  const found = new Map(perAction.flat().map((failure) => [`${failure.key.location} ${failure.type}`, failure]));
  return [...found.values()].map(({ key, type }) => ({
    location: key.location,
    problem: `condition key ${key.name} is never set for the ${type} that ${text} requires, ${effect}`,
  }));
}

interface Failure {
  readonly key: ComparedKey;
  readonly type: string;
}

/** Keys whose absence on a resource type decides the statement: it then allows nothing, or denies everything. */
function failures(
  required: readonly ActionResource[],
  keys: readonly ComparedKey[],
  denies: boolean,
  { pattern, uncertain }: Cover,
): readonly Failure[] {
  const byType = required
    .filter(({ arn }) => sameArn(pattern, arn))
    .map((type) => {
      const absent = keys.filter((key) => !type.hasConditionKey(key.name));
      // Another key that is absent keeps the denial from this type.
      if (denies && absent.some((key) => !key.matchesAbsent)) return [];
      return absent.filter((key) => key.matchesAbsent === denies).map((key) => ({ key, type: type.name }));
    });
  // Of alternatives, and where only the deployment knows the resource, one that carries the keys is enough.
  const oneIsEnough = uncertain || required.every(({ isAlternative }) => isAlternative);
  return oneIsEnough && byType.some((found) => found.length === 0) ? [] : byType.flat();
}

/** A resource of a statement. */
interface Cover {
  /** Its ARN, with `*` for what is not known. */
  readonly pattern: string;
  /** Whether it is a reference, whose type only the deployment knows. */
  readonly uncertain: boolean;
}

/** `NotResource` covers what it does not name, which is some resource of every type. */
function coversOf(statement: Statement): readonly Cover[] {
  if (statement.value['Resource'] === undefined) return [{ pattern: '*', uncertain: false }];
  return itemsOf(statement.value['Resource']).map((value) => {
    const text = renderText(value, arnToken) ?? 'token';
    const uncertain = text.startsWith('token');
    return { pattern: uncertain ? '*' : text.replaceAll(/token|\$\{[^}]*\}/g, '*'), uncertain };
  });
}

function arnToken(): string {
  return 'token';
}

/** Whether one ARN matches both patterns: part by part, because a wildcard of one part does not reach into the next. */
function sameArn(a: string, b: string): boolean {
  const [ours, theirs] = [partsOf(a), partsOf(b)];
  return ours.every((part, index) => overlap(part, theirs[index] ?? ''));
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  // A wildcard may stand for all that follows: *, arn:aws:s3*
  if (parts.length < 6) return Array.from({ length: 6 }, (_, index) => parts[index] ?? '*');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Whether some text matches both patterns, in which `*` stands for any text and `?` for any character. */
function overlap(a: string, b: string): boolean {
  // Whether the ends match, from the last characters to the first: `after` from a[i + 1], `row` from a[i].
  let after: readonly boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = b.length; j >= 0; j--) {
      const same = a[i] === b[j] || a[i] === '?' || b[j] === '?';
      const withoutOne = (after[j] ?? false) || (row[j + 1] ?? false);
      row[j] =
        (i === a.length && j === b.length) ||
        ((a[i] === '*' || b[j] === '*') && withoutOne) ||
        (same && (after[j + 1] ?? false));
    }
    after = row;
  }
  return after[0] ?? false;
}

function keysOf(statement: Statement): readonly ComparedKey[] {
  return conditionsOf(statement).flatMap(({ name, keys, location }) =>
    isObject(keys) && !isIntrinsic(keys)
      ? Object.entries(keys).flatMap(([key, value]) => {
          const absent = matchesAbsent(name, value);
          return absent === undefined ? [] : [{ name: key, matchesAbsent: absent, location: `${location}.${key}` }];
        })
      : [],
  );
}

/**
 * Whether an operator is true for an absent key; undefined where only the deployment knows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function matchesAbsent(operator: string, value: unknown): boolean | undefined {
  if (/^(?:ForA(?:ll|ny)Values:)?Null$/.test(operator)) {
    return ['true', 'false'].includes(String(value)) ? String(value) === 'true' : undefined;
  }
  if (operator.startsWith('ForAllValues:') || operator.endsWith('IfExists')) return true;
  return !operator.startsWith('ForAnyValue:') && /^[A-Za-z]*Not[A-Z]/.test(operator);
}

/** Checks of conditions against the resource types of an action. */
export const conditionTypeChecks: readonly TemplateCheck[] = [types];
