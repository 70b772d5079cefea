import { asked, BLOCKED, LOG_POLICY, policy, PRIVATE } from './store-views';

type Fields = Readonly<Record<string, unknown>>;

const PASSED = 'compliant';
const ABSTAINED = 'not-applicable';

describe('PolicyNoPublicPrincipal', () => {
  const id = 'PolicyNoPublicPrincipal';
  const at = 'Properties.PolicyDocument.Statement.0';

  test('passes principals with a name, everybody under a condition, and everybody denied', () => {
    const check = (statement: Fields) => asked(id, 'AWS::S3::BucketPolicy', policy(statement));
    expect(check({ Principal: { AWS: 'arn:aws:iam::111111111111:root' } })).toBe(PASSED);
    expect(check({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })).toBe(PASSED);
    expect(check({ Principal: '*', Effect: 'Deny' })).toBe(PASSED);
  });

  test('fails everybody without a condition', () => {
    const check = (statement: Fields) => asked(id, 'AWS::S3::BucketPolicy', policy(statement));
    const problem = `${at}.Principal: statement allows everybody, without a condition`;
    expect(check({ Principal: '*' })).toBe(problem);
    expect(check({ Principal: { AWS: ['111111111111', '*'] } })).toBe(problem);
    expect(check({ Principal: '*', Condition: {} })).toBe(problem);
    expect(check({ NotPrincipal: { AWS: '111111111111' } })).toBe(
      `${at}.NotPrincipal: statement allows everybody but those of NotPrincipal`,
    );
  });

  test('fails each statement at its place', () => {
    const { PolicyDocument } = policy({ Principal: '*' });
    const [open] = PolicyDocument.Statement;
    expect(asked(id, 'AWS::S3::BucketPolicy', { PolicyDocument: { Statement: [open, open] } }).split('\n')).toEqual([
      `${at}.Principal: statement allows everybody, without a condition`,
      'Properties.PolicyDocument.Statement.1.Principal: statement allows everybody, without a condition',
    ]);
  });

  test('fails a trust policy for everybody', () => {
    const AssumeRolePolicyDocument = {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
    };
    expect(asked(id, 'AWS::IAM::Role', { AssumeRolePolicyDocument })).toBe(
      'Properties.AssumeRolePolicyDocument.Statement.0.Principal: statement allows everybody, without a condition',
    );
  });

  test('passes a VPC endpoint that lets everybody through to named buckets, and fails it for all', () => {
    const check = (statement: Fields) => asked(id, 'AWS::EC2::VPCEndpoint', policy({ Principal: '*', ...statement }));
    expect(check({ Resource: 'arn:aws:s3:::layers/*' })).toBe(PASSED);
    expect(check({})).toBe(`${at}.Principal: statement allows everybody, without a condition`);
  });

  test('abstains from a resource without policies, and from identity policies', () => {
    expect(asked(id, 'AWS::DynamoDB::Table', {})).toBe(ABSTAINED);
    expect(asked(id, 'AWS::IAM::User', {})).toBe(ABSTAINED);
    expect(asked(id, 'AWS::IAM::Policy', policy({}))).toBe(ABSTAINED);
  });
});

describe('IamNoBroadManagedPolicy', () => {
  const id = 'IamNoBroadManagedPolicy';
  const ofAws = (name: string) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name}`]],
  });

  test('passes policies of the company and narrow ones of AWS, abstains where there is none', () => {
    const narrow = ofAws('service-role/AWSLambdaVPCAccessExecutionRole');
    expect(asked(id, 'AWS::IAM::Role', { ManagedPolicyArns: [{ Ref: 'Own' }, narrow] })).toBe(PASSED);
    expect(asked(id, 'AWS::IAM::User', {})).toBe(ABSTAINED);
  });

  test.each(['Role', 'User', 'Group'])('fails a managed policy of a %s that reaches all data', (type) => {
    const ManagedPolicyArns = [{ Ref: 'Own' }, ofAws('AmazonSageMakerFullAccess')];
    expect(asked(id, `AWS::IAM::${type}`, { ManagedPolicyArns })).toBe(
      `Properties.ManagedPolicyArns: ${type.toLowerCase()} has the managed policy AmazonSageMakerFullAccess, which reaches more than its own data`,
    );
  });
});

describe('BucketPublicAccessBlocked', () => {
  test('passes a private bucket, and fails one with a gap', () => {
    expect(asked('BucketPublicAccessBlocked', 'AWS::S3::Bucket', PRIVATE)).toBe(PASSED);
    const PublicAccessBlockConfiguration = { ...BLOCKED, BlockPublicAcls: false };
    expect(asked('BucketPublicAccessBlocked', 'AWS::S3::Bucket', { PublicAccessBlockConfiguration })).toBe(
      'Properties.PublicAccessBlockConfiguration: bucket does not block public access (BlockPublicAcls)',
    );
  });
});

describe('BucketAccessLogged', () => {
  const id = 'BucketAccessLogged';

  test('passes buckets that are logged, or take the logs themselves', () => {
    expect(asked(id, 'AWS::S3::Bucket', PRIVATE)).toBe(PASSED);
    expect(asked(id, 'AWS::S3::Bucket', { ...PRIVATE, LoggingConfiguration: undefined }, LOG_POLICY)).toBe(PASSED);
  });

  test('fails a bucket that is not logged', () => {
    expect(asked(id, 'AWS::S3::Bucket', { PublicAccessBlockConfiguration: BLOCKED })).toBe(
      'Properties.LoggingConfiguration: bucket does not log who reads it',
    );
  });
});
