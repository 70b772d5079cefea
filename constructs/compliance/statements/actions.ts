import { didYouMean } from '../did-you-mean';
import type { TemplateCheck } from '../template-check';
import { itemsOf, isObject, renderText, type Statement, valuesAt } from '../../template';
import { actionsOf, matchingActions, servicePrefixes, type IamAction } from '../core/iam-catalogue';
import { inElement, statementCheck, wordsOf } from './statement-check';

/** How many actions a message lists before it only counts. */
const LISTED = 3;

/** An action as a statement writes it. */
export interface WrittenAction {
  readonly text: string;
  /** `Action` or `NotAction`. */
  readonly element: string;
  readonly prefix: string;
  readonly name: string;
}

/** The actions of a statement that are written out, without `*` alone and what intrinsic functions give. */
export function writtenActions(statement: Statement): readonly WrittenAction[] {
  return ['Action', 'NotAction'].flatMap((element) =>
    wordsOf(statement.value[element]).flatMap((text) => {
      if (text === '*') return [];
      const colon = text.indexOf(':');
      return [{ text, element, prefix: text.slice(0, Math.max(colon, 0)), name: text.slice(colon + 1) }];
    }),
  );
}

/** Whether the service of an action exists. */
export function hasService({ prefix }: WrittenAction): boolean {
  return servicePrefixes().has(prefix.toLowerCase());
}

const service = statementCheck(
  {
    id: 'IAM-SERVICE-UNKNOWN',
    title: 'An action names a service that exists',
    remedy: "write the action as '<service prefix>:<action>', with the prefix of the service authorization reference",
  },
  (statement) =>
    writtenActions(statement)
      .filter((action) => !hasService(action))
      .map(({ text, element, prefix }) => {
        if (prefix === '') return inElement(statement, element, `action ${text} has no service prefix`);
        const hint = didYouMean(prefix, servicePrefixes());
        return inElement(statement, element, `action ${text} names the service ${prefix}, which does not exist${hint}`);
      }),
);

const unknown = statementCheck(
  {
    id: 'IAM-ACTION-UNKNOWN',
    title: 'An action exists, and a pattern matches at least one',
    remedy: 'use an action of the service authorization reference: IAM accepts any text and grants nothing for it',
  },
  (statement) =>
    writtenActions(statement)
      .filter((action) => hasService(action) && matchingActions(action.prefix, action.name).length === 0)
      .map(({ text, element, prefix, name }) => {
        if (/[*?]/.test(name)) return inElement(statement, element, `action pattern ${text} matches no action`);
        const names = Object.values(actionsOf(prefix)).map((action) => `${prefix}:${action.name}`);
        return inElement(statement, element, `action ${text} does not exist${didYouMean(text, names)}`);
      }),
);

const wildcard = statementCheck(
  {
    id: 'IAM-ACTION-WILDCARD',
    title: 'No statement allows every action of a service, or by a pattern one that changes permissions',
    remedy: 'list the actions that are needed, or use the grant method of the construct',
  },
  (statement) => {
    if (statement.value['Effect'] !== 'Allow' || statement.kind === 'network' || isAccountDelegation(statement))
      return [];
    const negated =
      statement.value['NotAction'] === undefined
        ? []
        : [
            inElement(
              statement,
              'NotAction',
              'statement allows every action but those of NotAction; list the needed ones',
            ),
          ];
    const patterns = wordsOf(statement.value['Action']).flatMap((text) => {
      const problem = wildcardProblem(text);
      return problem === undefined ? [] : [inElement(statement, 'Action', problem)];
    });
    return [...negated, ...patterns];
  },
);

function wildcardProblem(text: string): string | undefined {
  if (text === '*') return 'action * allows every action of every service; list the needed ones';
  const [prefix = '', name = ''] = text.split(':');
  if (/^[*?]+$/.test(name)) return `action ${text} allows every action of ${prefix}; list the needed ones`;
  if (!/[*?]/.test(name) || !servicePrefixes().has(prefix.toLowerCase())) return undefined;
  const dangerous = matchingActions(prefix, name).filter(({ accessLevel }) => accessLevel.startsWith('Permissions'));
  if (dangerous.length === 0) return undefined;
  return `action pattern ${text} allows changing permissions (${listed(prefix, dangerous)}); list the needed actions`;
}

function listed(prefix: string, actions: readonly IamAction[]): string {
  const names = actions.slice(0, LISTED).map(({ name }) => `${prefix}:${name}`);
  const more = actions.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

/**
 * Whether a key policy hands the key to IAM of its account. Without this statement nobody can manage the key:
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
function isAccountDelegation(statement: Statement): boolean {
  if (statement.kind !== 'key') return false;
  const principals = valuesAt(statement.value, 'Principal');
  return principals.every((principal) => {
    if (!isObject(principal) || Object.keys(principal).join() !== 'AWS') return false;
    return itemsOf(principal['AWS']).every((member) =>
      /^(?:\d{12}|arn:[^:]*:iam::[^:]+:root)$/.test(renderText(member, tokenWithoutColon) ?? ''),
    );
  });
}

function tokenWithoutColon(): string {
  return 'token';
}

/** Checks of what a statement allows. */
export const actionChecks: readonly TemplateCheck[] = [service, unknown, wildcard];
