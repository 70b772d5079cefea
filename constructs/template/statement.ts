import { alternatives, isObject, itemsAt, itemsOf, valuesAt, type TemplateObject } from './values';

/**
 * What a policy document is attached to:
 * - `identity`: says what its principal may do
 * - `trust`: says who may assume a role
 * - `resource`: says who may use the resource that it belongs to
 * - `key`: the resource policy of a KMS key, which must name the account itself
 * - `network`: narrows what passes a VPC endpoint, and grants nothing
 */
export type DocumentKind = 'identity' | 'trust' | 'resource' | 'key' | 'network';

/** A statement of a policy document. */
export interface Statement {
  readonly kind: DocumentKind;
  /** Whether statements of this document name resources: those of an ECR repository and of a trust policy do not. */
  readonly namesResources: boolean;
  /** E.g. `Properties.PolicyDocument.Statement.2`. */
  readonly location: string;
  /** Whether it stands there in one case of an `Fn::If` only. */
  readonly conditional: boolean;
  readonly value: TemplateObject;
}

/** Whether a principal is everybody in some case. */
export function mayBeEverybody(principal: unknown): boolean {
  return alternatives(principal).some((one) => one === '*' || itemsAt(one, 'AWS').includes('*'));
}

/** Whether a principal is everybody in every case. */
export function isEverybody(principal: unknown): boolean {
  return alternatives(principal).every(
    (one) =>
      one === '*' ||
      valuesAt(one, 'AWS').every((names) => (Array.isArray(names) ? names.some(isWildcard) : isWildcard(names))),
  );
}

function isWildcard(name: unknown): boolean {
  return alternatives(name).every((one) => one === '*');
}

/**
 * The element by which a statement lets everybody in, in some case and without a condition; undefined where none does.
 *
 * The policy of a VPC endpoint grants nothing: it lets requests through to the resources that it names.
 */
export function openElement({ kind, value }: Statement): 'Principal' | 'NotPrincipal' | undefined {
  if (kind === 'identity' || !valuesAt(value, 'Effect').includes('Allow')) return undefined;
  if (value['NotPrincipal'] !== undefined) return 'NotPrincipal';
  if (!mayBeEverybody(value['Principal']) || isLimited(value)) return undefined;
  return kind === 'network' && !itemsOf(value['Resource']).includes('*') ? undefined : 'Principal';
}

/** Whether a condition stands in every case that compares something. */
function isLimited(statement: TemplateObject): boolean {
  return valuesAt(statement, 'Condition').every(
    (condition) =>
      isObject(condition) &&
      Object.values(condition).some((keys) =>
        alternatives(keys).every((one) => isObject(one) && Object.keys(one).length > 0),
      ),
  );
}

/** Whether a statement refuses, in every case, everybody's requests that do not come over TLS, and nothing narrows it. */
export function deniesPlaintext({ conditional, value }: Statement): boolean {
  if (conditional || !valuesAt(value, 'Effect').every((effect) => effect === 'Deny')) return false;
  return isEverybody(value['Principal']) && valuesAt(value, 'Condition').every(isPlaintextOnly);
}

function isPlaintextOnly(condition: unknown): boolean {
  const compared = entriesOf(condition).flatMap(([operator, keys]) =>
    alternatives(keys)
      .flatMap(entriesOf)
      .map(([key, value]) => ({ operator, key, value })),
  );
  return (
    compared.length > 0 &&
    compared.every(
      ({ operator, key, value }) =>
        /^Bool(?:IfExists)?$/i.test(operator) && /^aws:SecureTransport$/i.test(key) && String(value) === 'false',
    )
  );
}

function entriesOf(value: unknown): readonly (readonly [key: string, value: unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** Whether a statement lets S3 deliver access logs: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
export function admitsAccessLogs({ value }: Statement): boolean {
  return (
    valuesAt(value, 'Effect').includes('Allow') &&
    itemsAt(value, 'Principal', 'Service').includes('logging.s3.amazonaws.com')
  );
}
