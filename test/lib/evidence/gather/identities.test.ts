import { readAssembly } from '../../../../constructs/template';
import { loadAccessLevels, namedActions } from '../../../../lib/evidence/gather/access-levels';
import { gatherDataAccess, gatherIdentities, type Identity } from '../../../../lib/evidence/gather/identities';

type Fields = Readonly<Record<string, unknown>>;

const statement = (Action: unknown, more: Fields = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const policy = (statements: readonly unknown[], more: Fields = {}) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: { Statement: statements }, ...more },
});
const role = (properties: Fields = {}, tags: Fields = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { ...properties, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
});
const bucket = (dataClass: unknown) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { Tags: [{ Key: 'data-class', Value: dataClass }] },
});

/** The roles of one stack. */
function identities(resources: Fields): Identity[] {
  const template = { Resources: resources };
  const assembly = readAssembly([{ environment: 'prod', stack: 'prod/S', region: 'eu-west-1', template }]);
  return gatherIdentities(assembly, 'prod', loadAccessLevels(namedActions(assembly)));
}

const grantsOf = (resources: Fields, label = 'S/Role') =>
  identities(resources)
    .filter((one) => one.label === label)
    .flatMap(({ grants }) => grants);

describe('a statement that follows a tag of whoever asks', () => {
  const OWN = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/models/${aws:PrincipalTag/Model}/*']] };
  const Shared = policy([
    statement('s3:ListBucket', {
      Resource: { 'Fn::GetAtt': ['Bucket', 'Arn'] },
      Condition: { StringLike: { 's3:prefix': 'models/${aws:PrincipalTag/Model}/*' } },
    }),
    statement('s3:GetObject', { Resource: OWN }),
  ]);
  const ManagedPolicyArns = [{ Ref: 'Shared' }];
  const grants = (tags: Fields) =>
    grantsOf({ Bucket: bucket('restricted'), Shared, Role: role({ ManagedPolicyArns }, tags) });

  test('is shown with the value of the tag, and the tag as a condition', () => {
    const tag = 'aws:PrincipalTag/Model = churn';
    const common = { dataClasses: ['restricted'] };
    expect(grants({ Model: 'churn' })).toEqual([
      {
        access: 'Read',
        actions: ['s3:GetObject'],
        resources: ['S/Bucket/models/churn/*'],
        conditions: [tag],
        ...common,
      },
      {
        access: 'List',
        actions: ['s3:ListBucket'],
        resources: ['S/Bucket'],
        conditions: ['StringLike s3:prefix = models/churn/*', tag],
        ...common,
      },
    ]);
  });

  test('is shown as it stands for a role that does not have the tag', () => {
    expect(grants({})[0]).toMatchObject({
      resources: ['S/Bucket/models/${aws:PrincipalTag/Model}/*'],
      conditions: ['aws:PrincipalTag/Model, which the role does not have'],
    });
  });

  test('takes the value that it states for roles without the tag', () => {
    const variable = "arn:aws:s3:::a/${aws:PrincipalTag/Model, 'none'}/*";
    const Own = policy([statement('s3:GetObject', { Resource: variable })], { Roles: [{ Ref: 'Role' }] });
    expect(grantsOf({ Own, Role: role() })[0]).toMatchObject({
      resources: ['arn:aws:s3:::a/none/*'],
      conditions: ['aws:PrincipalTag/Model = none'],
    });
  });
});

describe('conditions of the template', () => {
  const either = (yes: unknown, no: unknown) => ({ 'Fn::If': ['C', yes, no] });

  test('hide no statement and no action', () => {
    const statements = [
      either(statement('s3:GetObject'), { Ref: 'AWS::NoValue' }),
      statement([either('sns:Publish', 'sqs:SendMessage')]),
    ];
    const Own = policy(statements, { Roles: either([{ Ref: 'Role' }], []) });
    expect(
      grantsOf({ Own, Role: role() }).map(({ access, actions, conditions }) => [access, actions, conditions]),
    ).toEqual([
      ['Write', ['sns:Publish', 'sqs:SendMessage'], []],
      ['Read', ['s3:GetObject'], ['where a condition of the template holds']],
    ]);
  });

  test('give data every class that it may have', () => {
    const Own = policy([statement('s3:GetObject', { Resource: { 'Fn::GetAtt': ['Bucket', 'Arn'] } })], {
      Roles: [{ Ref: 'Role' }],
    });
    const found = identities({ Bucket: bucket(either('restricted', 'internal')), Own, Role: role() });
    expect(gatherDataAccess(found).map(({ dataClass, roles }) => [dataClass, ...roles])).toEqual([
      ['internal', 'S/Role'],
      ['restricted', 'S/Role'],
    ]);
  });
});

test('managed policies that are not in the templates are listed by name', () => {
  const arn = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name}`]] });
  const named = { 'Fn::Sub': 'arn:aws:iam::111111111111:policy/${Bucket}' };
  const ManagedPolicyArns = [arn('ReadOnlyAccess'), { Ref: 'Shared' }, named];
  const [found] = identities({ Bucket: bucket('internal'), Shared: policy([]), Role: role({ ManagedPolicyArns }) });
  expect(found?.managedPolicies).toEqual(['AWS managed: ReadOnlyAccess', 'arn:aws:iam::111111111111:policy/S/Bucket']);
});

test('what a role is denied stands apart from what it may do', () => {
  const Own = policy([{ ...statement('s3:*'), Effect: 'Deny' }], { Roles: [{ Ref: 'Role' }] });
  const [found] = identities({ Own, Role: role() });
  expect(found?.grants).toEqual([]);
  expect(found?.denies).toEqual([
    { effect: 'Deny', actions: ['s3:*'], resources: ['*'], principals: [], conditions: [] },
  ]);
});
