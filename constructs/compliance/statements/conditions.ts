import { didYouMean } from '../did-you-mean';
import type { Problem, TemplateCheck } from '../template-check';
import { alternatives, isIntrinsic, isObject, type Statement } from '../../template';
import { hasService, writtenActions } from './actions';
import {
  actionHasConditionKey,
  globalConditionKeys,
  isGlobalConditionKey,
  isServiceConditionKey,
  matchingActions,
  serviceConditionKeys,
  servicePrefixes,
  type IamAction,
} from '../core/iam-catalogue';
import { statementCheck, wordsOf } from './statement-check';

const COMPARISONS = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  ...COMPARISONS.map((comparison) => `Numeric${comparison}`),
  ...COMPARISONS.map((comparison) => `Date${comparison}`),
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
];

const operator = statementCheck(
  {
    id: 'IAM-CONDITION-OPERATOR',
    title: 'A condition uses operators that exist',
    remedy: 'use an operator of the policy language, e.g. StringEquals, ArnLike or Bool',
  },
  (statement) =>
    conditionsOf(statement).flatMap(({ name, keys, location }) => {
      const base = name.replace(/^(?:ForAllValues|ForAnyValue):/, '').replace(/^(?!Null)(.*)IfExists$/, '$1');
      if (!OPERATORS.includes(base)) {
        return [{ problem: `condition operator ${name} does not exist${didYouMean(base, OPERATORS)}`, location }];
      }
      return isObject(keys) ? [] : [{ problem: `condition operator ${name} compares no key`, location }];
    }),
);

const key = statementCheck(
  {
    id: 'IAM-CONDITION-KEY',
    title: 'A condition uses keys that exist and that AWS sets for an action of its statement',
    remedy: 'use a condition key that the service authorization reference lists for the action: another never matches',
  },
  (statement) => {
    const actions = actionsUnderCondition(statement);
    return conditionsOf(statement).flatMap(({ keys, location }): readonly Problem[] =>
      isObject(keys) && !isIntrinsic(keys)
        ? Object.keys(keys).flatMap((name) => {
            const problem = keyProblem(name, actions);
            return problem === undefined ? [] : [{ problem, location: `${location}.${name}` }];
          })
        : [],
    );
  },
);

/** @param actions the actions that the condition decides, or undefined when they are not known */
function keyProblem(name: string, actions: readonly IamAction[] | undefined): string | undefined {
  const prefix = name.slice(0, Math.max(name.indexOf(':'), 0)).toLowerCase();
  if (prefix === '') return `condition key ${name} has no prefix, as in aws:SourceArn`;
  // Keys of identity providers begin with the host of the provider.
  if (prefix.includes('.') || isGlobalConditionKey(name)) return undefined;
  if (actions?.some((action) => actionHasConditionKey(action, name)) === true) return undefined;
  if (prefix === 'aws') return `condition key ${name} does not exist${didYouMean(name, globalConditionKeys())}`;
  if (!servicePrefixes().has(prefix)) {
    return `condition key ${name} names the service ${prefix}, which does not exist${didYouMean(prefix, servicePrefixes())}`;
  }
  if (!isServiceConditionKey(prefix, name)) {
    return `condition key ${name} does not exist${didYouMean(name, serviceConditionKeys(prefix))}`;
  }
  return actions === undefined || actions.length === 0
    ? undefined
    : `condition key ${name} is set for no action of the statement, so that the condition never matches`;
}

function actionsUnderCondition(statement: Statement): readonly IamAction[] | undefined {
  const action = statement.value['Action'];
  const written = writtenActions(statement).filter(({ element }) => element === 'Action');
  const words = wordsOf(action);
  const listed = Array.isArray(action) ? action.length : 1;
  // An action that an intrinsic function gives, all actions, or an unknown service: nothing can be said of its keys.
  if (written.length !== listed || words.length !== listed || !written.every(hasService)) return undefined;
  return written.flatMap(({ prefix, name }) => matchingActions(prefix, name));
}

/** An operator of a condition with the keys that it compares. */
export interface WrittenCondition {
  readonly name: string;
  readonly keys: unknown;
  readonly location: string;
}

/** The operators of a statement's conditions, in every case of an `Fn::If`. */
export function conditionsOf(statement: Statement): readonly WrittenCondition[] {
  return alternatives(statement.value['Condition']).flatMap((condition) => {
    if (!isObject(condition) || isIntrinsic(condition)) return [];
    return Object.entries(condition).flatMap(([name, value]) =>
      alternatives(value).map((keys) => ({ name, keys, location: `${statement.location}.Condition.${name}` })),
    );
  });
}

/** Checks of the conditions of a statement. */
export const conditionChecks: readonly TemplateCheck[] = [operator, key];
