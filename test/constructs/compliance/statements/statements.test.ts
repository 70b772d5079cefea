import { identityChecks } from '../../../../constructs/compliance/statements';
import { contextOf, view } from '../views';

type Statement = Readonly<Record<string, unknown>>;

const READ: Statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::models/*' };
const ASSUME: Statement = {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: 'sagemaker.amazonaws.com' },
};
const ROOT = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:root']] } };

const document = (...statements: readonly unknown[]) => ({ Version: '2012-10-17', Statement: statements });

function found(type: string, properties: Readonly<Record<string, unknown>>): readonly string[] {
  const resource = view(type, properties);
  return identityChecks
    .filter(({ resourceTypes }) => resourceTypes.includes(type))
    .flatMap(({ id, check }) => {
      const problems = check(resource, contextOf());
      return problems === 'not-applicable'
        ? []
        : problems.map(({ location, problem }) => `${id} at ${location}: ${problem}`);
    });
}

/** What is found in a managed policy whose only statement is the readable one with changes; `undefined` takes away. */
const inPolicy = (changes: Statement): readonly string[] =>
  found('AWS::IAM::ManagedPolicy', { PolicyDocument: document({ ...READ, ...changes }) });

const inBucketPolicy = (changes: Statement): readonly string[] =>
  found('AWS::S3::BucketPolicy', { PolicyDocument: document({ ...READ, Principal: ROOT, ...changes }) });

const inTrust = (changes: Statement): readonly string[] =>
  found('AWS::IAM::Role', { AssumeRolePolicyDocument: document({ ...ASSUME, ...changes }) });

const inKey = (changes: Statement): readonly string[] =>
  found('AWS::KMS::Key', {
    KeyPolicy: document({ Effect: 'Allow', Action: 'kms:*', Principal: ROOT, Resource: '*', ...changes }),
  });

const AT = 'Properties.PolicyDocument.Statement.0';

describe('identity checks', () => {
  test('pass a statement that is right', () => {
    expect(inPolicy({})).toEqual([]);
    expect(inBucketPolicy({})).toEqual([]);
    expect(inTrust({})).toEqual([]);
    expect(inKey({})).toEqual([]);
  });

  test('abstain from a resource without a policy document', () => {
    for (const check of identityChecks) {
      expect(check.check(view('AWS::EC2::VPCEndpoint', {}), contextOf())).toBe('not-applicable');
    }
  });

  test('have ids of their own, a title and a remedy', () => {
    expect(identityChecks.map(({ id }) => id)).toEqual([
      'IAM-VERSION',
      'IAM-EFFECT',
      'IAM-ELEMENT',
      'IAM-SID',
      'IAM-PRINCIPAL',
      'IAM-SERVICE-UNKNOWN',
      'IAM-ACTION-UNKNOWN',
      'IAM-ACTION-WILDCARD',
      'IAM-RESOURCE-ARN',
      'IAM-RESOURCE-WILDCARD',
      'IAM-CONDITION-OPERATOR',
      'IAM-CONDITION-KEY',
      'IAM-CONDITION-TYPE',
      'IAM-CONDITION-UNSENT',
    ]);
    expect(identityChecks.filter(({ title, remedy }) => title === '' || remedy === '')).toEqual([]);
  });
});

describe('IAM-VERSION', () => {
  test.each([
    [undefined, 'has no Version'],
    ['2008-10-17', 'has Version "2008-10-17"'],
  ])('fails a document of version %s', (Version, what) => {
    expect(found('AWS::IAM::ManagedPolicy', { PolicyDocument: { Version, Statement: [READ] } })).toEqual([
      `IAM-VERSION at Properties.PolicyDocument.Version: policy document ${what}, which must be 2012-10-17`,
    ]);
  });
});

describe('IAM-EFFECT', () => {
  test('fails an effect that does not exist, and suggests the right one', () => {
    expect(inPolicy({ Effect: 'Alow' })).toEqual([
      `IAM-EFFECT at ${AT}.Effect: effect "Alow" is neither Allow nor Deny; did you mean Allow`,
    ]);
    expect(inPolicy({ Effect: 'allow' })).toEqual([
      `IAM-EFFECT at ${AT}.Effect: effect "allow" is neither Allow nor Deny; did you mean Allow`,
    ]);
  });

  test('fails a statement without effect', () => {
    expect(inPolicy({ Effect: undefined })).toEqual([
      `IAM-EFFECT at ${AT}.Effect: statement has no Effect, which must be Allow or Deny`,
    ]);
  });

  test('leaves an effect that only the deployment knows', () => {
    expect(inPolicy({ Effect: { Ref: 'Effect' } })).toEqual([]);
  });
});

describe('IAM-ELEMENT', () => {
  test.each<[string, Statement, string]>([
    ['without actions', { Action: undefined }, `${AT}.Action: statement has no Action`],
    ['with an empty list', { Action: [] }, `${AT}.Action: statement has an Action without a single action`],
    ['without resources', { Resource: undefined }, `${AT}.Resource: statement has no Resource`],
    [
      'with resources twice',
      { NotResource: 'arn:aws:s3:::other', Effect: 'Deny' },
      `${AT}.NotResource: statement has both Resource and NotResource, and only one may stand`,
    ],
    [
      'with actions twice',
      { NotAction: 's3:PutObject', Effect: 'Deny' },
      `${AT}.NotAction: statement has both Action and NotAction, and only one may stand`,
    ],
    [
      'with a principal in an identity policy',
      { Principal: '*' },
      `${AT}.Principal: statement of an identity policy has a Principal, which is always its holder`,
    ],
    [
      'with a misspelt element',
      { Resources: '*' },
      `${AT}.Resources: statement has the unknown element Resources; did you mean Resource`,
    ],
  ])('fails a statement %s', (_, changes, expected) => {
    expect(inPolicy(changes)).toEqual([`IAM-ELEMENT at ${expected}`]);
  });

  test('fails a bucket policy without principal and a trust policy with resource', () => {
    expect(inBucketPolicy({ Principal: undefined })).toEqual([
      `IAM-ELEMENT at ${AT}.Principal: statement of a resource policy has no Principal`,
    ]);
    expect(inTrust({ Resource: '*' })).toEqual([
      'IAM-ELEMENT at Properties.AssumeRolePolicyDocument.Statement.0.Resource: statement of a trust policy has a Resource, which is always the role itself',
    ]);
  });

  test('fails a document that is no JSON, no statement, or none at all', () => {
    expect(found('AWS::Logs::ResourcePolicy', { PolicyDocument: '{ nonsense' })).toEqual([
      'IAM-ELEMENT at Properties.PolicyDocument: policy document is neither an object nor a JSON text',
    ]);
    expect(found('AWS::IAM::ManagedPolicy', { PolicyDocument: { Version: '2012-10-17' } })).toEqual([
      'IAM-ELEMENT at Properties.PolicyDocument.Statement: policy document has no Statement',
    ]);
    expect(found('AWS::IAM::ManagedPolicy', { PolicyDocument: document('Allow') })).toEqual([
      'IAM-ELEMENT at Properties.PolicyDocument.Statement: policy document has a Statement that is not an object',
    ]);
  });

  test('asks an image repository for no resource', () => {
    const statement = { Effect: 'Allow', Action: 'ecr:BatchGetImage', Principal: ROOT };
    expect(found('AWS::ECR::Repository', { RepositoryPolicyText: document(statement) })).toEqual([]);
  });
});

describe('IAM-SID', () => {
  test('fails ids with other characters and ids that stand twice', () => {
    const policy = document({ ...READ, Sid: 'read models' }, { ...READ, Sid: 'Twice' }, { ...READ, Sid: 'Twice' });
    expect(found('AWS::IAM::ManagedPolicy', { PolicyDocument: policy })).toEqual([
      "IAM-SID at Properties.PolicyDocument.Statement.0.Sid: statement id 'read models' may have letters and digits only",
      "IAM-SID at Properties.PolicyDocument.Statement.2.Sid: statement id 'Twice' is taken by another statement",
    ]);
  });

  test('lets the two branches of a condition share an id', () => {
    const branches = { 'Fn::If': ['Released', { ...READ, Sid: 'Read' }, { ...READ, Sid: 'Read' }] };
    expect(found('AWS::IAM::ManagedPolicy', { PolicyDocument: document(branches) })).toEqual([]);
  });
});

describe('IAM-PRINCIPAL', () => {
  test.each([
    [
      { Service: 'sagemaker.amazonaw.com' },
      "'sagemaker.amazonaw.com' is not a service principal, which ends in .amazonaws.com",
    ],
    [{ Services: 'sagemaker.amazonaws.com' }, 'principal type Services is unknown; did you mean Service'],
    [{ AWS: 'arn:aws:s3:::bucket' }, "'arn:aws:s3:::bucket' is neither an account, an ARN nor '*'"],
    ['everybody', `principal "everybody" is neither '*' nor an object`],
  ])('fails the principal %j', (Principal, problem) => {
    expect(inTrust({ Principal })).toEqual([
      `IAM-PRINCIPAL at Properties.AssumeRolePolicyDocument.Statement.0.Principal: ${problem}`,
    ]);
  });

  test('passes accounts, ARNs, regional services, deleted principals and references', () => {
    const AWS = [
      '111111111111',
      'arn:aws:iam::111111111111:role/x',
      'AROAEXAMPLEEXAMPLE12',
      { 'Fn::GetAtt': ['R', 'Arn'] },
    ];
    expect(
      inTrust({ Principal: { AWS, Service: ['states.eu-west-1.amazonaws.com', 'delivery.logs.amazonaws.com'] } }),
    ).toEqual([]);
  });
});

describe('IAM-SERVICE-UNKNOWN', () => {
  test('fails a service that does not exist', () => {
    expect(inPolicy({ Action: ['sagemkaer:InvokeEndpoint', 's3:GetObject'] })).toEqual([
      `IAM-SERVICE-UNKNOWN at ${AT}.Action: action sagemkaer:InvokeEndpoint names the service sagemkaer, which does not exist; did you mean sagemaker`,
    ]);
    expect(inPolicy({ Action: 'GetObject' })).toEqual([
      `IAM-SERVICE-UNKNOWN at ${AT}.Action: action GetObject has no service prefix`,
    ]);
  });
});

describe('IAM-ACTION-UNKNOWN', () => {
  test('fails an action that does not exist, also in a denial', () => {
    const expected = [
      `IAM-ACTION-UNKNOWN at ${AT}.Action: action s3:GetObjects does not exist; did you mean s3:GetObject`,
    ];
    expect(inPolicy({ Action: 's3:GetObjects' })).toEqual(expected);
    expect(inPolicy({ Action: 's3:GetObjects', Effect: 'Deny' })).toEqual(expected);
  });

  test('fails a pattern that matches nothing', () => {
    expect(inPolicy({ Action: 's3:Fetch*' })).toEqual([
      `IAM-ACTION-UNKNOWN at ${AT}.Action: action pattern s3:Fetch* matches no action`,
    ]);
  });

  test('passes an action in any case, a pattern that matches, and a reference', () => {
    expect(inPolicy({ Action: ['S3:getobject', 's3:GetObject*', { Ref: 'Action' }] })).toEqual([]);
  });
});

describe('IAM-ACTION-WILDCARD', () => {
  test.each([
    ['*', 'action * allows every action of every service; list the needed ones'],
    ['s3:*', 'action s3:* allows every action of s3; list the needed ones'],
    [
      's3:PutBucketP*',
      'action pattern s3:PutBucketP* allows changing permissions (s3:PutBucketPolicy, s3:PutBucketPublicAccessBlock); list the needed actions',
    ],
  ])('fails an identity policy that allows %s', (Action, problem) => {
    expect(inPolicy({ Action })).toEqual([`IAM-ACTION-WILDCARD at ${AT}.Action: ${problem}`]);
  });

  test('fails a bucket policy that allows every action', () => {
    expect(inBucketPolicy({ Action: 's3:*' })).toEqual([
      `IAM-ACTION-WILDCARD at ${AT}.Action: action s3:* allows every action of s3; list the needed ones`,
    ]);
  });

  test('fails an allowance by exception', () => {
    expect(inPolicy({ Action: undefined, NotAction: 'iam:PassRole' })).toEqual([
      `IAM-ACTION-WILDCARD at ${AT}.NotAction: statement allows every action but those of NotAction; list the needed ones`,
    ]);
  });

  test('passes denials, patterns that only read, and what narrows a VPC endpoint', () => {
    expect(inPolicy({ Action: '*', Effect: 'Deny' })).toEqual([]);
    expect(inPolicy({ Action: ['s3:GetObject*', 's3:List*', 's3:DeleteObject*'] })).toEqual([]);
    const all = { Effect: 'Allow', Action: '*', Principal: '*', Resource: '*' };
    expect(found('AWS::EC2::VPCEndpoint', { PolicyDocument: document(all) })).toEqual([]);
  });

  test('passes the account in a key policy, and fails anybody else there', () => {
    expect(inKey({ Principal: { AWS: '111111111111' } })).toEqual([]);
    const at =
      'IAM-ACTION-WILDCARD at Properties.KeyPolicy.Statement.0.Action: action kms:* allows every action of kms';
    expect(inKey({ Principal: { AWS: 'arn:aws:iam::111111111111:role/admin' } })).toEqual([
      `${at}; list the needed ones`,
    ]);
    expect(inKey({ Principal: { Service: 'logs.amazonaws.com' } })).toEqual([`${at}; list the needed ones`]);
  });
});

describe('IAM-RESOURCE-ARN', () => {
  test.each([
    ['models', 'resource models is no ARN'],
    ['arn:aws:s3', 'resource arn:aws:s3 has 3 of the 6 parts of an ARN'],
    ['arn:aws:s3:::', 'resource arn:aws:s3::: ends without naming a resource'],
    ['arn:aws:::::x', 'resource arn:aws:::::x names no service'],
    ['arn:amazon:s3:::models', "resource arn:amazon:s3:::models names the partition 'amazon', which does not exist"],
    [
      { 'Fn::Sub': 'arn:${AWS::Partition}:sqs:${AWS::Region}:11111:${Queue}' },
      "resource arn:aws:sqs:<reference>:11111:<reference> names the account '11111', which is not 12 digits",
    ],
    [{ bucket: 'models' }, 'resource {"bucket":"models"} is not a text'],
  ])('fails the resource %j', (Resource, problem) => {
    expect(inPolicy({ Resource })).toEqual([`IAM-RESOURCE-ARN at ${AT}.Resource: ${problem}`]);
  });

  test('passes ARNs with references, wildcards and policy variables', () => {
    const Resource = [
      { 'Fn::GetAtt': ['Models', 'Arn'] },
      { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Models', 'Arn'] }, '/*']] },
      { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::models/${!aws:username}/*' },
      { 'Fn::ImportValue': 'models' },
      { 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'models' } },
      'arn:aws:s3:::models-*',
      'arn:aws:iam::*:role/x',
    ];
    expect(inPolicy({ Resource })).toEqual([]);
  });
});

describe('IAM-RESOURCE-WILDCARD', () => {
  const problem = 'and each could name its resources';

  test('fails a statement on every resource where each action could name its own', () => {
    expect(inPolicy({ Action: ['s3:GetObject', 'kms:Decrypt'], Resource: '*' })).toEqual([
      `IAM-RESOURCE-WILDCARD at ${AT}.Resource: statement allows s3:GetObject, kms:Decrypt on resource *, ${problem}`,
    ]);
    expect(inPolicy({ Resource: ['arn:aws:s3:::x', 'arn:aws:s3:::*'] })).toEqual([
      `IAM-RESOURCE-WILDCARD at ${AT}.Resource: statement allows s3:GetObject on resource arn:aws:s3:::*, ${problem}`,
    ]);
  });

  test('fails an allowance by exception', () => {
    expect(inPolicy({ Resource: undefined, NotResource: 'arn:aws:s3:::x' })).toEqual([
      `IAM-RESOURCE-WILDCARD at ${AT}.NotResource: statement allows its actions on every resource but those of NotResource`,
    ]);
  });

  test('passes actions that know no resources, limits by condition, denials and resource policies', () => {
    expect(inPolicy({ Action: 'xray:PutTraceSegments', Resource: '*' })).toEqual([]);
    expect(inPolicy({ Action: 'cloudwatch:PutMetricData', Resource: '*' })).toEqual([]);
    const Condition = { StringEquals: { 'aws:ResourceTag/model': 'churn' } };
    expect(inPolicy({ Action: 'sagemaker:InvokeEndpoint', Resource: '*', Condition })).toEqual([]);
    const inVpc = { ArnEquals: { 'ec2:Vpc': 'arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-1' } };
    expect(inPolicy({ Action: 'ec2:DeleteNetworkInterface', Resource: '*', Condition: inVpc })).toEqual([]);
    expect(inPolicy({ Action: 'ec2:DeleteNetworkInterface', Resource: '*' })).toHaveLength(1);
    expect(inPolicy({ Effect: 'Deny', Resource: '*' })).toEqual([]);
    expect(inBucketPolicy({ Resource: '*' })).toEqual([]);
  });
});

describe('IAM-CONDITION-OPERATOR', () => {
  test('fails an operator that does not exist', () => {
    expect(inPolicy({ Condition: { StringEqual: { 'aws:SourceAccount': '1' } } })).toEqual([
      `IAM-CONDITION-OPERATOR at ${AT}.Condition.StringEqual: condition operator StringEqual does not exist; did you mean StringEquals`,
    ]);
    expect(inPolicy({ Condition: { NullIfExists: { 'aws:SourceAccount': 'true' } } })).toEqual([
      `IAM-CONDITION-OPERATOR at ${AT}.Condition.NullIfExists: condition operator NullIfExists does not exist`,
    ]);
    expect(inPolicy({ Condition: { Bool: 'true' } })).toEqual([
      `IAM-CONDITION-OPERATOR at ${AT}.Condition.Bool: condition operator Bool compares no key`,
    ]);
  });

  test('passes set operators and operators that allow a key to be missing', () => {
    const Condition = {
      'ForAnyValue:StringLike': { 'aws:TagKeys': 'x' },
      'ForAllValues:StringEqualsIfExists': { 'aws:TagKeys': 'x' },
      BoolIfExists: { 'aws:SecureTransport': 'true' },
      Null: { 'aws:SourceVpce': 'false' },
    };
    const Resource = 'arn:aws:ssm:eu-west-1:111111111111:parameter/x';
    expect(inPolicy({ Action: 'ssm:PutParameter', Resource, Condition })).toEqual([]);
  });
});

function pass(Action: string, key: string): void {
  expect(inPolicy({ Action, Condition: { StringEquals: { [key]: 'x' } } })).toEqual([]);
}

describe('IAM-CONDITION-KEY', () => {
  const at = `IAM-CONDITION-KEY at ${AT}.Condition.StringEquals`;
  test.each([
    ['aws:SourceAcount', 'condition key aws:SourceAcount does not exist; did you mean aws:SourceAccount'],
    ['s3:prefixes', 'condition key s3:prefixes does not exist; did you mean s3:prefix'],
    ['s4:prefix', 'condition key s4:prefix names the service s4, which does not exist; did you mean s3'],
    ['prefix', 'condition key prefix has no prefix, as in aws:SourceArn'],
    [
      'kms:ViaService',
      'condition key kms:ViaService is set for no action of the statement, so that the condition never matches',
    ],
  ])('fails the key %s on an action of S3', (key, problem) => {
    expect(inPolicy({ Condition: { StringEquals: { [key]: 'x' } } })).toEqual([`${at}.${key}: ${problem}`]);
  });

  test('passes keys in any case, keys with a name inside, and keys of identity providers', () => {
    pass('s3:ListBucket', 's3:Prefix');
    pass('s3:GetObject', 's3:ExistingObjectTag/class');
    pass('s3:GetObject', 'AWS:sourcearn');
    pass('s3:GetObject', 'aws:PrincipalTag/team');
    pass('kms:Decrypt', 'kms:ViaService');
    pass('kms:Decrypt', 'kms:EncryptionContext:aws:logs:arn');
    pass('iam:PassRole', 'iam:PassedToService');
    expect(
      inTrust({
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'token.actions.githubusercontent.com:sub': 'x' } },
      }),
    ).toEqual([]);
  });

  test('passes a condition that an intrinsic function gives', () => {
    expect(inPolicy({ Condition: { StringEquals: { 'Fn::GetAtt': ['Json', 'Value'] } } })).toEqual([]);
  });
});
