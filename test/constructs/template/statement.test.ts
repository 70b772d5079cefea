import {
  admitsAccessLogs,
  deniesPlaintext,
  type DocumentKind,
  isEverybody,
  mayBeEverybody,
  openElement,
} from '../../../constructs/template';

type Fields = Readonly<Record<string, unknown>>;

const NOTHING = { Ref: 'AWS::NoValue' };
const either = (yes: unknown, no: unknown) => ({ 'Fn::If': ['C', yes, no] });
const statement = (value: Fields, kind: DocumentKind = 'resource', conditional = false) => ({
  kind,
  namesResources: true,
  location: 'Properties.PolicyDocument.Statement.0',
  conditional,
  value,
});

test.each<[string, unknown, boolean, boolean]>([
  ['*', '*', true, true],
  ['* among the AWS principals', { AWS: ['1', '*'] }, true, true],
  ['* in one case', { AWS: either('*', '1') }, true, false],
  ['* in both cases', either('*', { AWS: '*' }), true, true],
  ['an account', { AWS: '111111111111' }, false, false],
  ['a service', { Service: '*' }, false, false],
  ['nobody', undefined, false, false],
])('of %s it is known whether that may be everybody, and whether it is', (_, principal, may, is) => {
  expect([mayBeEverybody(principal), isEverybody(principal)]).toEqual([may, is]);
});

describe('a statement lets everybody in', () => {
  const allow = (more: Fields) => statement({ Effect: 'Allow', Principal: '*', Resource: '*', ...more });
  const limit = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };

  test.each<[string, Fields, 'Principal' | 'NotPrincipal' | undefined]>([
    ['without a condition', {}, 'Principal'],
    ['by all but those of NotPrincipal', { Principal: undefined, NotPrincipal: { AWS: '1' } }, 'NotPrincipal'],
    ['with a condition in one case only', { Condition: either(limit, NOTHING) }, 'Principal'],
    ['with a condition that compares nothing', { Condition: { StringEquals: {} } }, 'Principal'],
    ['where it allows in one case', { Effect: either('Allow', 'Deny') }, 'Principal'],
    ['unless it has a condition', { Condition: limit }, undefined],
    ['unless it denies', { Effect: 'Deny' }, undefined],
    ['unless it names principals', { Principal: { AWS: '1' } }, undefined],
  ])('%s', (_, more, element) => {
    expect(openElement(allow(more))).toBe(element);
  });

  test('unless it is of an identity, or of a VPC endpoint that names resources', () => {
    const { value } = allow({});
    expect(openElement(statement(value, 'identity'))).toBeUndefined();
    expect(openElement(statement(value, 'network'))).toBe('Principal');
    expect(openElement(statement({ ...value, Resource: 'arn:aws:s3:::a/*' }, 'network'))).toBeUndefined();
  });
});

describe('a statement denies plaintext', () => {
  const denial = (more: Fields = {}) => ({
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    ...more,
  });

  test.each<[string, Fields]>([
    ['as CDK writes it', {}],
    ['with a switch, a list and another operator', { Condition: { BoolIfExists: { 'AWS:SecureTransport': [false] } } }],
  ])('%s', (_, more) => {
    expect(deniesPlaintext(statement(denial(more)))).toBe(true);
  });

  test.each<[string, Fields]>([
    ['when it denies some only', { Principal: { AWS: '111111111111' } }],
    ['when it denies everybody in one case only', { Principal: either('*', { AWS: '1' }) }],
    [
      'when another condition narrows it',
      {
        Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalAccount': '1' } },
      },
    ],
    [
      'when its condition stands in one case only',
      {
        Condition: { Bool: either({ 'aws:SecureTransport': 'false' }, { 'aws:ViaAWSService': 'false' }) },
      },
    ],
    ['when it allows', { Effect: 'Allow' }],
    ['when it denies TLS', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['without a condition', { Condition: undefined }],
  ])('not %s', (_, more) => {
    expect(deniesPlaintext(statement(denial(more)))).toBe(false);
  });

  test('not when it stands in one case only', () => {
    expect(deniesPlaintext(statement(denial(), 'resource', true))).toBe(false);
  });
});

test('a statement admits access logs when it allows the service that delivers them', () => {
  const Principal = { Service: ['logging.s3.amazonaws.com'] };
  expect(admitsAccessLogs(statement({ Effect: 'Allow', Principal }))).toBe(true);
  expect(admitsAccessLogs(statement({ Effect: 'Deny', Principal }))).toBe(false);
  expect(admitsAccessLogs(statement({ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' } }))).toBe(false);
});
