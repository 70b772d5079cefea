import { resourcesOf } from '../../../constructs/template';

const EITHER = { 'Fn::If': ['C', 'restricted', 'internal'] };

function read(body: Readonly<Record<string, unknown>>) {
  const source = {
    environment: 'prod',
    stack: 'prod/Data',
    region: 'eu-west-1',
    template: { Resources: { It: body } },
  };
  return resourcesOf(source).get('It');
}

test('a resource has path, label, stack, metadata and policies', () => {
  const metadata = { 'aws:cdk:path': 'prod/Data/Artifacts/Resource' };
  expect(
    read({ Type: 'AWS::S3::Bucket', Metadata: metadata, DeletionPolicy: 'Retain', Properties: { BucketName: 'a' } }),
  ).toEqual({
    type: 'AWS::S3::Bucket',
    logicalId: 'It',
    path: 'prod/Data/Artifacts/Resource',
    label: 'Data/Artifacts',
    environment: 'prod',
    stack: 'prod/Data',
    region: 'eu-west-1',
    properties: { BucketName: 'a' },
    metadata,
    tags: {},
    deletionPolicy: 'Retain',
    updateReplacePolicy: undefined,
  });
});

test('a resource without a path is called by its stack and logical id, and one without a type is unknown', () => {
  expect(read({})).toMatchObject({ path: 'prod/Data/It', label: 'Data/It', type: 'unknown', properties: {} });
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['AWS::S3::Bucket', { Tags: [{ Key: 'owner', Value: 'a' }] }],
  ['AWS::SSM::Parameter', { Tags: { owner: 'a' } }],
  ['AWS::EFS::FileSystem', { FileSystemTags: [{ Key: 'owner', Value: 'a' }] }],
  ['AWS::Backup::BackupVault', { BackupVaultTags: { owner: 'a' } }],
  ['AWS::DynamoDB::GlobalTable', { Replicas: [{ Tags: [{ Key: 'owner', Value: 'a' }] }] }],
  ['AWS::S3::Bucket', { Tags: { 'Fn::If': ['C', [{ Key: 'owner', Value: 'a' }], { Ref: 'AWS::NoValue' }] } }],
])('the tags of %s are read where the type has them', (Type, Properties) => {
  expect(read({ Type, Properties })?.tags).toEqual({ owner: 'a' });
});

test('tags are in alphabetical order, with values as they stand', () => {
  const Tags = [
    { Key: 'owner', Value: { Ref: 'Owner' } },
    { Key: 'data-class', Value: EITHER },
    { Value: 'without a key' },
  ];
  const tags = read({ Type: 'AWS::S3::Bucket', Properties: { Tags } })?.tags ?? {};
  expect(Object.entries(tags)).toEqual([
    ['data-class', EITHER],
    ['owner', { Ref: 'Owner' }],
  ]);
  expect(read({ Type: 'AWS::S3::Bucket', Properties: { Tags: { Ref: 'Tags' } } })?.tags).toEqual({});
});
