import { didYouMean } from '../did-you-mean';
import type { Problem, TemplateCheck } from '../template-check';
import {
  alternatives,
  isIntrinsic,
  isObject,
  itemsOf,
  type PolicyDocument,
  renderText,
  type Statement,
} from '../../template';
import { documentCheck, inElement, statementCheck } from './statement-check';

const CURRENT_VERSION = '2012-10-17';
const EFFECTS = ['Allow', 'Deny'];
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const PRINCIPAL_TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
/** Also the services of one Region, `states.eu-west-1.amazonaws.com`, and of the other partitions. */
const SERVICE_PRINCIPAL =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|aws\.internal|amazon\.com|aws\.com)$/;
/** An account, an ARN, or the unique id that IAM puts in the place of a deleted principal. */
const AWS_PRINCIPAL = /^(?:\*|\d{12}|arn:[^:]+:(?:iam|sts|cloudfront)::.+|A[A-Z0-9]{15,})$/;

const version = documentCheck(
  {
    id: 'IAM-VERSION',
    title: 'A policy document states the current version of the policy language',
    remedy: `set Version to '${CURRENT_VERSION}': the older language takes policy variables as plain text`,
  },
  ({ value, location }) => {
    if (value === undefined) return [];
    const stated = value['Version'];
    if (stated === CURRENT_VERSION || isIntrinsic(stated)) return [];
    const what = stated === undefined ? 'has no Version' : `has Version ${JSON.stringify(stated)}`;
    return [{ problem: `policy document ${what}, which must be ${CURRENT_VERSION}`, location: `${location}.Version` }];
  },
);

const effect = statementCheck(
  {
    id: 'IAM-EFFECT',
    title: 'The effect of a statement is Allow or Deny',
    remedy: 'set Effect to Allow or Deny, in this spelling',
  },
  (statement) => {
    const found = statement.value['Effect'];
    if (isIntrinsic(found) || (typeof found === 'string' && EFFECTS.includes(found))) return [];
    if (found === undefined)
      return [inElement(statement, 'Effect', 'statement has no Effect, which must be Allow or Deny')];
    const hint = typeof found === 'string' ? didYouMean(found, EFFECTS) : '';
    return [inElement(statement, 'Effect', `effect ${JSON.stringify(found)} is neither Allow nor Deny${hint}`)];
  },
);

const element = documentCheck(
  {
    id: 'IAM-ELEMENT',
    title: 'A statement has each element that its kind of policy needs, none twice and none unknown',
    remedy:
      'give the statement Effect, one of Action and NotAction, and, as its kind of policy needs, Resource and Principal',
  },
  (document) => [...documentElements(document), ...document.statements.flatMap(statementElements)],
);

function documentElements({ value, location, statements }: PolicyDocument): readonly Problem[] {
  if (value === undefined) return [{ problem: 'policy document is neither an object nor a JSON text', location }];
  const found = value['Statement'];
  if (found === undefined) return [{ problem: 'policy document has no Statement', location: `${location}.Statement` }];
  const unreadable = itemsOf(found).filter((one) => !isObject(one));
  if (unreadable.length === 0 && (statements.length > 0 || isIntrinsic(found) || Array.isArray(found))) return [];
  return [{ problem: 'policy document has a Statement that is not an object', location: `${location}.Statement` }];
}

function statementElements(statement: Statement): readonly Problem[] {
  const has = (name: string): boolean => statement.value[name] !== undefined;
  const problems: Problem[] = [];
  const say = (name: string, problem: string): number => problems.push(inElement(statement, name, problem));

  for (const name of Object.keys(statement.value)) {
    if (!ELEMENTS.includes(name)) say(name, `statement has the unknown element ${name}${didYouMean(name, ELEMENTS)}`);
  }
  for (const [plain, negated] of [
    ['Action', 'NotAction'],
    ['Resource', 'NotResource'],
    ['Principal', 'NotPrincipal'],
  ] as const) {
    if (has(plain) && has(negated)) say(negated, `statement has both ${plain} and ${negated}, and only one may stand`);
  }
  if (!has('Action') && !has('NotAction')) say('Action', 'statement has no Action');
  if (isEmptyList(statement.value['Action'])) say('Action', 'statement has an Action without a single action');
  if (statement.namesResources) {
    if (!has('Resource') && !has('NotResource')) say('Resource', 'statement has no Resource');
    if (isEmptyList(statement.value['Resource'])) say('Resource', 'statement has a Resource without a single resource');
  } else if (statement.kind === 'trust' && has('Resource')) {
    say('Resource', 'statement of a trust policy has a Resource, which is always the role itself');
  }
  const named = has('Principal') || has('NotPrincipal');
  if (statement.kind === 'identity' && named) {
    say('Principal', 'statement of an identity policy has a Principal, which is always its holder');
  } else if (statement.kind !== 'identity' && !named) {
    say('Principal', `statement of a ${statement.kind} policy has no Principal`);
  }
  return problems;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

const sid = documentCheck(
  {
    id: 'IAM-SID',
    title: 'Statement ids are unique in their document, and in identity policies of letters and digits alone',
    remedy: 'leave Sid out, or give each statement its own of letters and digits',
  },
  ({ statements }) => {
    const problems: Problem[] = [];
    const seen = new Map<string, string>();
    for (const statement of statements) {
      const id = statement.value['Sid'];
      if (typeof id !== 'string' || id === '') continue;
      if (['identity', 'trust'].includes(statement.kind) && !/^[A-Za-z0-9]*$/.test(id)) {
        problems.push(inElement(statement, 'Sid', `statement id '${id}' may have letters and digits only`));
      }
      const other = seen.get(id);
      // Both branches of an Fn::If have one location, and only one of them is deployed.
      if (other !== undefined && other !== statement.location) {
        problems.push(inElement(statement, 'Sid', `statement id '${id}' is taken by another statement`));
      }
      seen.set(id, statement.location);
    }
    return problems;
  },
);

const principal = statementCheck(
  {
    id: 'IAM-PRINCIPAL',
    title: 'A principal is of a known type and well formed',
    remedy: "name it as { AWS: ARN or account }, { Service: '<service>.amazonaws.com' } or { Federated: provider }",
  },
  (statement) =>
    ['Principal', 'NotPrincipal'].flatMap((name) =>
      alternatives(statement.value[name]).flatMap((one) =>
        principalProblems(one).map((problem) => inElement(statement, name, problem)),
      ),
    ),
);

function principalProblems(value: unknown): readonly string[] {
  if (value === undefined || value === '*' || isIntrinsic(value)) return [];
  if (!isObject(value)) return [`principal ${JSON.stringify(value)} is neither '*' nor an object`];
  return Object.entries(value).flatMap(([type, members]) => {
    if (!PRINCIPAL_TYPES.includes(type))
      return [`principal type ${type} is unknown${didYouMean(type, PRINCIPAL_TYPES)}`];
    return itemsOf(members).flatMap((member) => memberProblems(type, member));
  });
}

function memberProblems(type: string, member: unknown): readonly string[] {
  // A reference stands for an ARN or a name that only the deployment knows.
  const text = renderText(member, () => '');
  if (text === undefined) return [`principal ${JSON.stringify(member)} of type ${type} is not a text`];
  if (typeof member !== 'string') return [];
  if (type === 'Service' && !SERVICE_PRINCIPAL.test(text)) {
    return [`'${text}' is not a service principal, which ends in .amazonaws.com`];
  }
  return type === 'AWS' && !AWS_PRINCIPAL.test(text) ? [`'${text}' is neither an account, an ARN nor '*'`] : [];
}

/** Checks of the form of documents and statements. */
export const elementChecks: readonly TemplateCheck[] = [version, effect, element, sid, principal];
