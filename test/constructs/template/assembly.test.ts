import { readAssembly, type StackSource } from '../../../constructs/template';

const ACCOUNT = '111111111111';

function stack(
  name: string,
  template: Readonly<Record<string, unknown>>,
  more: Partial<StackSource> = {},
): StackSource {
  return { environment: 'prod', stack: `prod/${name}`, region: 'eu-west-1', account: ACCOUNT, template, ...more };
}

const resource = (name: string, Properties = {}) => ({ [name]: { Type: `AWS::Test::${name}`, Properties } });

const producer = stack('Data', {
  Resources: { ...resource('Bucket'), ...resource('Meta'), M: { Type: 'AWS::CDK::Metadata' } },
  Outputs: {
    Weak: { Value: { 'Fn::GetAtt': ['Bucket', 'Arn'] } },
    Strong: { Value: { Ref: 'Bucket' }, Export: { Name: 'prod:Bucket' } },
  },
});
const weak = { 'Fn::GetStackOutput': { StackName: 'prod-Data', OutputName: 'Weak' } };
const strong = { 'Fn::ImportValue': 'prod:Bucket' };

/** Reads values from within a consumer of the producer above. */
function consumer(properties: Readonly<Record<string, unknown>>, parameters = {}) {
  const template = { Resources: { ...resource('User', properties), ...resource('Key') }, Parameters: parameters };
  const assembly = readAssembly([stack('Serving', template), producer]);
  const user = assembly.resources.find(({ logicalId }) => logicalId === 'User');
  if (user === undefined) throw new Error('the consumer has no user');
  return {
    assembly,
    references: (value: unknown) => assembly.references(user, value).map(({ label }) => label),
    text: (value: unknown) => assembly.text(user, value),
  };
}

test('resources are in the order of their stacks, without the bookkeeping of CDK', () => {
  const { assembly } = consumer({});
  expect(assembly.resources.map(({ label }) => label)).toEqual([
    'Data/Bucket',
    'Data/Meta',
    'Serving/User',
    'Serving/Key',
  ]);
  expect(assembly.ofEnvironment('prod')).toHaveLength(4);
  expect(assembly.ofEnvironment('dev')).toEqual([]);
});

test('references lead across stacks, weak and strong ones, and through every case', () => {
  const { references } = consumer({});
  expect(references([weak])).toEqual(['Data/Bucket']);
  expect(references(strong)).toEqual(['Data/Bucket']);
  expect(references({ 'Fn::If': ['C', { Ref: 'Key' }, { 'Fn::Join': ['', [weak, '/*']] }] })).toEqual([
    'Serving/Key',
    'Data/Bucket',
  ]);
  expect(references({ 'Fn::Sub': '${Key.Arn}/${AWS::Region}' })).toEqual(['Serving/Key']);
  expect(references({ 'Fn::ImportValue': 'elsewhere' })).toEqual([]);
});

test('a stack with a name of its own is found by it', () => {
  const named = { ...producer, stackName: 'acme-data' };
  const template = { Resources: resource('User') };
  const assembly = readAssembly([named, stack('Serving', template)]);
  const [, , user] = assembly.resources;
  const output = { 'Fn::GetStackOutput': { StackName: 'acme-data', OutputName: 'Weak' } };
  expect(user === undefined ? [] : assembly.references(user, output).map(({ label }) => label)).toEqual([
    'Data/Bucket',
  ]);
});

test.each<[unknown, string]>([
  ['s3:*', 's3:*'],
  [7, '7'],
  [['a', { Ref: 'Key' }], 'a, Serving/Key'],
  [weak, 'Data/Bucket'],
  [{ 'Fn::Join': ['', [strong, '/models/*']] }, 'Data/Bucket/models/*'],
  [{ 'Fn::Sub': '${Key.Arn}/${!aws:PrincipalTag/team}' }, 'Serving/Key/${aws:PrincipalTag/team}'],
  [{ 'Fn::Sub': ['${b}/*', { b: weak }] }, 'Data/Bucket/*'],
  [{ 'Fn::GetAtt': ['Key', 'Version'] }, 'Serving/Key.Version'],
  [{ 'Fn::If': ['C', { Ref: 'Key' }, 'alias/aws/s3'] }, 'Serving/Key or alias/aws/s3'],
  [{ 'Fn::If': ['C', { Ref: 'Key' }, { Ref: 'AWS::NoValue' }] }, 'Serving/Key'],
  [{ 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, { Ref: 'AWS::Region' }]] }, 'arn:aws:eu-west-1'],
  [`arn:aws:iam::${ACCOUNT}:role/x`, 'arn:aws:iam::{account}:role/x'],
  [{ Ref: 'AWS::AccountId' }, '{account}'],
  [{ Ref: 'AWS::StackName' }, 'prod-Serving'],
  [{ Ref: 'Version' }, 'ssm:/prod/churn'],
  [{ Ref: 'Size' }, 'parameter Size'],
  [{ 'Fn::ImportValue': 'elsewhere' }, "another stack's output elsewhere"],
  [{ 'Fn::GetStackOutput': { StackName: 'prod-Data', OutputName: 'Missing' } }, "another stack's output Missing"],
  [{ 'Fn::Select': [0, ['a']] }, '{"Fn::Select":[0,["a"]]}'],
  [undefined, ''],
])('%j reads %s', (value, text) => {
  const parameters = {
    Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/prod/churn' },
    Size: { Type: 'Number' },
  };
  expect(consumer({}, parameters).text(value)).toBe(text);
});

test('outputs that lead in a circle come to an end', () => {
  const leads = (to: string) => ({ 'Fn::GetStackOutput': { StackName: `prod-${to}`, OutputName: 'O' } });
  const circle = (name: string, to: string) =>
    stack(name, { Resources: resource(name), Outputs: { O: { Value: [leads(to), { Ref: name }] } } });
  const assembly = readAssembly([circle('A', 'B'), circle('B', 'A')]);
  const [a] = assembly.resources;
  if (a === undefined) throw new Error('nothing was read');
  expect(
    assembly
      .references(a, leads('B'))
      .map(({ label }) => label)
      .sort(),
  ).toEqual(['A/A', 'B/B']);
  expect(assembly.text(a, leads('B'))).toMatch(/B\/B$/);
});

test('statements that apply to a resource are found across stacks', () => {
  const policy = {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: strong, PolicyDocument: { Statement: [{ Effect: 'Deny' }] } },
  };
  const assembly = readAssembly([producer, stack('Guard', { Resources: { Policy: policy } })]);
  const [bucket] = assembly.resources;
  const found = bucket === undefined ? [] : assembly.statementsAt(bucket);
  expect(found.map(({ from, statement }) => [from.label, statement.value['Effect']])).toEqual([
    ['Guard/Policy', 'Deny'],
  ]);
});
