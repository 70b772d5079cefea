import { loadRules } from '../../../../constructs/compliance/rules/load-rules';

/** What each rule looked at when a requirement had one rule, with its id: the rules that came from it look at all of it. */
const LOOKED_AT: Readonly<Record<string, string>> = {
  'OWN-1':
    'SageMaker::Endpoint SageMaker::EndpointConfig SageMaker::InferenceComponent SageMaker::Model SageMaker::ModelPackageGroup',
  'RDY-1': 'SageMaker::Endpoint',
  'REG-1': 'SageMaker::ModelPackageGroup',
  'REG-2': 'DynamoDB::Table',
  'REL-1': 'SageMaker::Endpoint SageMaker::EndpointConfig SageMaker::InferenceComponent SageMaker::Model',
  'REL-2': 'Events::Rule StepFunctions::StateMachine',
  'REL-3': 'SageMaker::Endpoint',
  'SEC-4': `ApiGateway::RestApi Backup::BackupVault DynamoDB::Table EC2::VPCEndpoint ECR::Repository EFS::FileSystem
    IAM::Group IAM::GroupPolicy IAM::ManagedPolicy IAM::Policy IAM::Role IAM::RolePolicy IAM::User IAM::UserPolicy KMS::Key
    KMS::ReplicaKey Kinesis::ResourcePolicy Logs::ResourcePolicy S3::AccessPoint S3::Bucket S3::BucketPolicy
    SNS::TopicPolicy SQS::QueuePolicy SageMaker::ModelPackageGroup SecretsManager::ResourcePolicy`,
  'SEC-5': `Backup::BackupVault CloudTrail::Trail DynamoDB::GlobalTable DynamoDB::Table EC2::SecurityGroup
    EC2::SecurityGroupIngress ECR::Repository EFS::FileSystem KMS::Key Kinesis::Stream Logs::LogGroup S3::Bucket SNS::Topic
    SQS::Queue SageMaker::EndpointConfig SageMaker::Model SecretsManager::Secret`,
  'SRV-1': 'SageMaker::Endpoint SageMaker::EndpointConfig SageMaker::Model',
  'SRV-2': 'SageMaker::Endpoint SageMaker::InferenceComponent',
  'SRV-3': 'SageMaker::Endpoint',
  'SRV-4': 'SageMaker::EndpointConfig SageMaker::InferenceComponent',
  'SRV-5': 'SageMaker::Endpoint SageMaker::InferenceComponent',
  'SRV-6': 'SageMaker::Endpoint',
};
const rules = loadRules();

test.each(Object.entries(LOOKED_AT))('the rules that came from %s look at all that it looked at', (former, types) => {
  const own = rules.filter(({ formerIds = [] }) => formerIds.includes(former));
  const seen = new Set(own.flatMap(({ resourceTypes }) => resourceTypes));
  expect(types.split(/\s+/).filter((type) => !seen.has(`AWS::${type}`))).toEqual([]);
});

test('the rules help to meet the requirement that was their id', () => {
  const strayed = rules.filter(({ requirements = [], formerIds = [] }) =>
    formerIds.some((former) => !requirements.includes(former)),
  );
  expect(strayed).toEqual([]);
});
