import type { TemplateCheck } from '../template-check';
import { isObject, itemsOf, renderText, type Statement, type TemplateObject } from '../../template';
import { hasService, writtenActions } from './actions';
import { matchingActions, namesItsResources } from '../core/iam-catalogue';
import { inElement, statementCheck } from './statement-check';

const PARTITION = /^(?:aws(?:-[a-z]+)*|\*|token)$/;
const ACCOUNT = /^(?:|\d{12}|aws|cloudfront|[\d?]*\*[\d?]*|token|\$\{.+\})$/;
/** Condition keys that keep a statement to certain resources even where it names them all. */
const RESOURCE_LIMITS =
  /^(?:[a-z0-9-]+:resourcetag\/.+|aws:resource(?:account|orgid|orgpaths)|ec2:(?:subnet|vpc)|kms:(?:viaservice|encryptioncontext:.+|resourcealiases))$/i;

const arn = statementCheck(
  {
    id: 'IAM-RESOURCE-ARN',
    title: "A resource is '*' or a well-formed ARN",
    remedy: 'write arn:<partition>:<service>:<region>:<account>:<resource>, or use the ARN attribute of the construct',
  },
  (statement) =>
    ['Resource', 'NotResource'].flatMap((element) =>
      itemsOf(statement.value[element]).flatMap((value) => {
        const problem = arnProblem(value);
        return problem === undefined ? [] : [inElement(statement, element, problem)];
      }),
    ),
);

function arnProblem(value: unknown): string | undefined {
  const text = renderText(value, arnToken);
  if (text === undefined) return `resource ${JSON.stringify(value)} is not a text`;
  // What begins with a reference is taken for the ARN that the reference stands for.
  if (text === '*' || text.startsWith('token')) return undefined;
  const shown = `resource ${text.replaceAll('token', '<reference>')}`;
  if (!text.startsWith('arn:')) return `${shown} is no ARN`;
  const parts = text.split(':');
  const [, partition = '', service = '', , account = ''] = parts;
  if (parts.length < 6) {
    // A wildcard may stand for all that follows: arn:aws:s3*
    return text.endsWith('*') ? undefined : `${shown} has ${parts.length} of the 6 parts of an ARN`;
  }
  if (!PARTITION.test(partition)) return `${shown} names the partition '${partition}', which does not exist`;
  if (service === '') return `${shown} names no service`;
  if (!ACCOUNT.test(account)) return `${shown} names the account '${account}', which is not 12 digits`;
  return parts.slice(5).join(':') === '' ? `${shown} ends without naming a resource` : undefined;
}

function arnToken(intrinsic: TemplateObject): string {
  return intrinsic['Ref'] === 'AWS::Partition' ? 'aws' : 'token';
}

const wildcard = statementCheck(
  {
    id: 'IAM-RESOURCE-WILDCARD',
    title: 'An identity policy does not allow on every resource what can be allowed on some',
    remedy:
      'name the ARNs that are needed, or limit the statement with a condition on the resource (aws:ResourceTag/…)',
  },
  (statement) => {
    if (statement.value['Effect'] !== 'Allow' || statement.kind !== 'identity') return [];
    if (statement.value['NotResource'] !== undefined) {
      return [
        inElement(statement, 'NotResource', 'statement allows its actions on every resource but those of NotResource'),
      ];
    }
    const all = itemsOf(statement.value['Resource']).find(isEveryResource);
    if (all === undefined || isLimited(statement)) return [];
    const actions = scopedActions(statement);
    if (actions === undefined) return [];
    const shown = renderText(all, arnToken)?.replaceAll('token', '<reference>') ?? '*';
    return [
      inElement(
        statement,
        'Resource',
        `statement allows ${actions} on resource ${shown}, and each could name its resources`,
      ),
    ];
  },
);

function isEveryResource(value: unknown): boolean {
  const text = renderText(value, arnToken);
  return text !== undefined && (text === '*' || /^arn(?::[^:]*){4}:\*+$/.test(text));
}

function isLimited(statement: Statement): boolean {
  const condition = statement.value['Condition'];
  if (!isObject(condition)) return false;
  return Object.values(condition).some(
    (keys) => isObject(keys) && Object.keys(keys).some((key) => RESOURCE_LIMITS.test(key)),
  );
}

/** The actions of a statement, when each works on resources that can be named; otherwise undefined. */
function scopedActions(statement: Statement): string | undefined {
  const actions = writtenActions(statement).filter(({ element }) => element === 'Action');
  const all = actions.every((action) => {
    if (!hasService(action)) return false;
    const matched = matchingActions(action.prefix, action.name);
    return matched.length > 0 && matched.every(namesItsResources);
  });
  return all && actions.length > 0 ? actions.map(({ text }) => text).join(', ') : undefined;
}

/** Checks of the resources of a statement. */
export const resourceChecks: readonly TemplateCheck[] = [arn, wildcard];
