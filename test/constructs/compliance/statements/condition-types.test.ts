import { conditionTypeChecks } from '../../../../constructs/compliance/statements/condition-types';
import { contextOf, view } from '../views';

type Statement = Readonly<Record<string, unknown>>;

const VPC = { ArnEquals: { 'ec2:Vpc': 'arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-1' } };
const CREATE: Statement = { Effect: 'Allow', Action: 'ec2:CreateNetworkInterface', Resource: '*', Condition: VPC };
const ofType = (type: string) => `arn:aws:ec2:eu-west-1:111111111111:${type}/*`;

function found(statement: Statement, type = 'AWS::IAM::ManagedPolicy'): readonly string[] {
  const document = { Version: '2012-10-17', Statement: [{ ...CREATE, ...statement }] };
  return conditionTypeChecks.flatMap(({ check }) => {
    const outcome = check(view(type, { PolicyDocument: document }), contextOf());
    return outcome === 'not-applicable' ? [] : outcome.map(({ location, problem }) => `${location}: ${problem}`);
  });
}

const AT = 'Properties.PolicyDocument.Statement.0.Condition';
const CREATES_NOTHING = `${AT}.ArnEquals.ec2:Vpc: condition key ec2:Vpc is never set for the network-interface that ec2:CreateNetworkInterface requires, so that the statement never allows it`;

describe('IAM-CONDITION-TYPE', () => {
  test('fails a key that one of the required resource types lacks', () => {
    expect(found({})).toEqual([CREATES_NOTHING]);
    expect(found({ Resource: [ofType('subnet'), ofType('network-interface')] })).toEqual([CREATES_NOTHING]);
    expect(found({ Resource: undefined, NotResource: 'arn:aws:s3:::x' })).toEqual([CREATES_NOTHING]);
  });

  test('passes the key on the types that carry it, and the others without it', () => {
    expect(found({ Resource: [ofType('subnet'), ofType('security-group')] })).toEqual([]);
    expect(found({ Resource: ofType('network-interface'), Condition: undefined })).toEqual([]);
  });

  test('fails an action that has no such key beside one that has it', () => {
    const Condition = { StringLike: { 's3:prefix': 'models/*' } };
    expect(found({ Action: ['s3:ListBucket', 's3:GetObject'], Condition })).toEqual([
      `${AT}.StringLike.s3:prefix: condition key s3:prefix is never set for the accesspointobject that s3:GetObject requires, so that the statement never allows it`,
      `${AT}.StringLike.s3:prefix: condition key s3:prefix is never set for the object that s3:GetObject requires, so that the statement never allows it`,
    ]);
    expect(found({ Action: 's3:ListBucket', Condition })).toEqual([]);
  });

  test('asks one action of a pattern', () => {
    expect(found({ Action: 's3:List*', Condition: { StringLike: { 's3:prefix': 'models/*' } } })).toEqual([]);
    expect(found({ Action: 'ec2:CreateNetworkInterfaces*' })).toEqual([]);
    expect(found({ Action: 'ec2:CreateNetworkI*' })).toEqual([]);
    expect(found({ Action: 'ec2:CreateNetworkInterf?ce' })).toHaveLength(1);
  });

  test('takes one of several optional types for enough', () => {
    const Condition = { ArnEquals: { 'ec2:Subnet': 'arn:aws:ec2:eu-west-1:111111111111:subnet/s' } };
    expect(found({ Action: 'ec2:DeleteNetworkInterfacePermission', Condition })).toEqual([]);
  });

  test('passes an action without resource types that has the key itself', () => {
    const Condition = { StringEquals: { 'ecs:cluster': 'c' } };
    expect(
      found({ Action: 'ecr:GetAuthorizationToken', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    ).toEqual([]);
    expect(found({ Action: 'ecs:ListTasks', Condition })).toEqual([]);
  });

  test('holds a tag of the resource to the types that carry tags, and passes what every request has', () => {
    const tagged = { StringEquals: { 'aws:ResourceTag/model': 'churn' } };
    expect(found({ Condition: tagged })).toEqual([
      `${AT}.StringEquals.aws:ResourceTag/model: condition key aws:ResourceTag/model is never set for the network-interface that ec2:CreateNetworkInterface requires, so that the statement never allows it`,
    ]);
    expect(found({ Action: 'sagemaker:InvokeEndpoint', Condition: tagged })).toEqual([]);
    expect(found({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x', 'aws:SourceVpc': 'vpc-1' } } })).toEqual(
      [],
    );
  });

  test('passes operators that are true without the key', () => {
    expect(found({ Condition: { ArnNotEquals: VPC.ArnEquals } })).toEqual([]);
    expect(found({ Condition: { ArnEqualsIfExists: VPC.ArnEquals } })).toEqual([]);
    expect(found({ Condition: { 'ForAllValues:ArnEquals': VPC.ArnEquals } })).toEqual([]);
    expect(found({ Condition: { Null: { 'ec2:Vpc': 'true' } } })).toEqual([]);
    expect(found({ Condition: { Null: { 'ec2:Vpc': 'false' } } })).toHaveLength(1);
    expect(found({ Condition: { 'ForAnyValue:ArnNotEquals': VPC.ArnEquals } })).toHaveLength(1);
  });

  test('fails a denial that always applies because one type lacks the key', () => {
    expect(found({ Effect: 'Deny', Condition: { ArnNotEquals: VPC.ArnEquals } })).toEqual([
      `${AT}.ArnNotEquals.ec2:Vpc: condition key ec2:Vpc is never set for the network-interface that ec2:CreateNetworkInterface requires, so that the denial always applies`,
    ]);
  });

  test('passes a denial that applies on the type with the key alone', () => {
    expect(found({ Effect: 'Deny' })).toEqual([]);
    const Condition = { ArnNotEquals: VPC.ArnEquals, StringEquals: { 'ec2:SubnetID': 'subnet-1' } };
    expect(found({ Effect: 'Deny', Condition })).toEqual([]);
    expect(found({ Effect: 'Deny', Condition: { Null: { 'ec2:Vpc': 'false' } } })).toEqual([]);
  });

  test('leaves a resource that only the deployment knows, unless no type carries the keys', () => {
    expect(found({ Resource: { 'Fn::GetAtt': ['Subnet', 'Arn'] } })).toEqual([]);
    const Condition = { ...VPC, StringEquals: { 'ec2:NetworkInterfaceID': 'eni-1' } };
    expect(found({ Resource: { Ref: 'Arn' }, Condition })).toEqual([
      CREATES_NOTHING,
      `${AT}.StringEquals.ec2:NetworkInterfaceID: condition key ec2:NetworkInterfaceID is never set for the subnet that ec2:CreateNetworkInterface requires, so that the statement never allows it`,
    ]);
  });

  test('abstains from resource policies, which decide about their own resource only', () => {
    expect(found({ Principal: '*' }, 'AWS::S3::BucketPolicy')).toEqual([]);
  });
});
