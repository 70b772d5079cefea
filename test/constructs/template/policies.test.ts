import {
  attachedStatements,
  policyDocuments,
  readAssembly,
  resourcesIn,
  resourcesOf,
  statementsAt,
  type ResourceView,
} from '../../../constructs/template';

type Template = Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;

const NOTHING = { Ref: 'AWS::NoValue' };
const document = (...sids: readonly string[]) => ({ Statement: sids.map((Sid) => ({ Sid, Effect: 'Allow' })) });

function read(template: Template): ReadonlyMap<string, ResourceView> {
  return resourcesOf({ environment: 'prod', stack: 'prod/S', template: { Resources: template } });
}

/** Statement ids by the resource that they apply to. */
function attached(template: Template): Readonly<Record<string, readonly unknown[]>> {
  const resources = read(template);
  const found = attachedStatements([...resources.values()], (_, value) => resourcesIn(value, resources));
  const named = [...found].map(([{ logicalId }, all]) => [logicalId, all.map((one) => one.statement.value['Sid'])]);
  return Object.fromEntries(named.filter(([, sids]) => sids?.length !== 0)) as Record<string, readonly unknown[]>;
}

describe('the documents of a resource', () => {
  const documentsOf = (Type: string, Properties: unknown) => {
    const it = read({ It: { Type, Properties } }).get('It');
    return it === undefined ? [] : policyDocuments(it);
  };
  const located = (Type: string, Properties: unknown) =>
    documentsOf(Type, Properties).flatMap(({ statements }) =>
      statements.map(({ location, conditional, value }) => [
        location.replace('Properties.', ''),
        value['Sid'],
        conditional,
      ]),
    );

  test('are read where the type has them, with kind and place', () => {
    const role = { AssumeRolePolicyDocument: document('Trust'), Policies: [{ PolicyDocument: document('A', 'B') }] };
    expect(located('AWS::IAM::Role', role)).toEqual([
      ['AssumeRolePolicyDocument.Statement.0', 'Trust', false],
      ['Policies.0.PolicyDocument.Statement.0', 'A', false],
      ['Policies.0.PolicyDocument.Statement.1', 'B', false],
    ]);
    expect(documentsOf('AWS::IAM::Role', role).map(({ kind }) => kind)).toEqual(['trust', 'identity']);
    expect(documentsOf('AWS::S3::Bucket', { PolicyDocument: document('A') })).toEqual([]);
  });

  test('are read from a text, and from both cases of a condition on document, list and statement', () => {
    expect(located('AWS::ECR::Repository', { RepositoryPolicyText: JSON.stringify(document('A')) })).toEqual([
      ['RepositoryPolicyText.Statement.0', 'A', false],
    ]);
    const PolicyDocument = { 'Fn::If': ['C', document('A'), document('B')] };
    expect(located('AWS::S3::BucketPolicy', { PolicyDocument })).toEqual([
      ['PolicyDocument.Statement.0', 'A', true],
      ['PolicyDocument.Statement.0', 'B', true],
    ]);
    const Statement = { 'Fn::If': ['C', document('A').Statement, [{ 'Fn::If': ['D', { Sid: 'B' }, NOTHING] }]] };
    expect(located('AWS::S3::BucketPolicy', { PolicyDocument: { Statement } })).toEqual([
      ['PolicyDocument.Statement.0', 'A', true],
      ['PolicyDocument.Statement.0', 'B', true],
    ]);
    expect(located('AWS::S3::BucketPolicy', { PolicyDocument: { Statement: { Sid: 'Single' } } })).toEqual([
      ['PolicyDocument.Statement', 'Single', false],
    ]);
  });

  test('cannot be read from a parameter, and are kept as unreadable from a text that is no JSON', () => {
    expect(documentsOf('AWS::S3::BucketPolicy', { PolicyDocument: { Ref: 'Parameter' } })).toEqual([]);
    expect(documentsOf('AWS::S3::BucketPolicy', { PolicyDocument: 'no JSON' })).toMatchObject([
      { value: undefined, statements: [] },
    ]);
  });
});

describe('statements apply', () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: {} };
  const role = (Properties: unknown = {}) => ({ Type: 'AWS::IAM::Role', Properties });
  const managed = (sid: string, more: object = {}) => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document(sid), ...more },
  });

  test('to the resource that a resource policy names, in some case, and to itself where it names none that is known', () => {
    const policy = (Bucket: unknown, sid: string) => ({
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket, PolicyDocument: document(sid) },
    });
    const Bucket = { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'B' }] };
    expect(attached({ A: bucket, B: bucket, P: policy(Bucket, 'S'), Q: policy('theirs', 'T') })).toEqual({
      A: ['S'],
      B: ['S'],
      Q: ['T'],
    });
  });

  test('to a role by the policy that names it, and by the one that it names', () => {
    const template = {
      Named: role(),
      Naming: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', { Ref: 'Shared' }] }),
      Own: managed('Own', { Roles: [{ Ref: 'Named' }] }),
      Shared: managed('Shared'),
    };
    expect(attached(template)).toEqual({ Named: ['Own'], Naming: ['Shared'], Shared: ['Shared'] });
  });

  test('once, however often role and policy name each other, and after those of the role itself', () => {
    const template = {
      Both: managed('Both', { Roles: [{ Ref: 'Role' }, { Ref: 'Role' }] }),
      Inline: {
        Type: 'AWS::IAM::RolePolicy',
        Properties: { RoleName: { Ref: 'Role' }, PolicyDocument: document('Inline') },
      },
      Role: role({
        ManagedPolicyArns: [{ Ref: 'Both' }, { Ref: 'Both' }],
        Policies: [{ PolicyDocument: document('Own') }],
      }),
    };
    expect(attached(template)).toEqual({ Role: ['Own', 'Both', 'Inline'] });
  });

  test('not to a role whose policy only mentions the resource that they guard in its name', () => {
    const arn = { 'Fn::Sub': 'arn:aws:iam::1:policy/${Table}' };
    const Table = { Type: 'AWS::DynamoDB::Table', Properties: { ResourcePolicy: { PolicyDocument: document('T') } } };
    expect(attached({ Role: role({ ManagedPolicyArns: [arn] }), Table })).toEqual({ Table: ['T'] });
  });

  test('to a role in another stack that names the policy in one case', () => {
    const data = {
      Resources: { Shared: managed('Shared') },
      Outputs: { Arn: { Value: { Ref: 'Shared' } } },
    };
    const output = { 'Fn::GetStackOutput': { StackName: 'prod-Data', OutputName: 'Arn' } };
    const serving = { Resources: { Role: role({ ManagedPolicyArns: { 'Fn::If': ['C', [output], NOTHING] } }) } };
    const assembly = readAssembly([
      { environment: 'prod', stack: 'prod/Data', template: data },
      { environment: 'prod', stack: 'prod/Serving', template: serving },
    ]);
    const found = assembly.resources.find(({ logicalId }) => logicalId === 'Role');
    expect(
      found && assembly.statementsAt(found).map(({ from, statement }) => [from.label, statement.value['Sid']]),
    ).toEqual([['Data/Shared', 'Shared']]);
  });

  test('as far as a template alone shows them, for rules', () => {
    const resources = read({
      Bucket: bucket,
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document('S') },
      },
    });
    const it = resources.get('Bucket');
    expect(it && statementsAt(it, resources).map(({ value }) => value['Sid'])).toEqual(['S']);
  });
});
