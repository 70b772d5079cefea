// The app of bin/app.ts with one violation planted: node app.js <name>. Runs in a copy of the project.
// First of all, as in the app itself.
const { cloudFormationEngine } = require('./dist/lib/synthesis/started-engine');
const {
  CfnResource,
  aws_backup: backup,
  aws_ec2: ec2,
  aws_iam: iam,
  aws_s3: s3,
  aws_sagemaker: sagemaker,
  aws_stepfunctions: sfn,
} = require('aws-cdk-lib');
const path = require('node:path');
const { FileCache } = require('./dist/constructs/compliance');
const { synthesize } = require('./dist/lib/synthesis');

/** The stack of a stage by its id. */
const stackOf = (stage, id) => stage.node.findChild(id);

const PLANTS = {
  nothing: () => {},
  'unencrypted bucket': (stage) => new s3.CfnBucket(stackOf(stage, 'Foundation'), 'PlantedBucket'),
  'unencrypted vault': (stage) =>
    new backup.CfnBackupVault(stackOf(stage, 'Foundation'), 'PlantedVault', { backupVaultName: 'planted' }),
  'wildcard action': (stage) =>
    new iam.ManagedPolicy(stackOf(stage, 'Foundation'), 'PlantedPolicy', {
      statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::planted/*'] })],
    }),
  'public security group': (stage) =>
    new ec2.CfnSecurityGroup(stackOf(stage, 'Foundation'), 'PlantedGroup', {
      groupDescription: 'planted',
      vpcId: 'vpc-0123456789abcdef0',
      securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' }],
    }),
  'missing rollback alarm': (stage) => {
    const endpoint = stackOf(stage, 'Serving-churn')
      .node.findAll()
      .find((child) => child instanceof sagemaker.CfnEndpoint);
    endpoint.addPropertyDeletionOverride('DeploymentConfig.AutoRollbackConfiguration');
  },
  'wrong property': (stage) =>
    new CfnResource(stackOf(stage, 'Foundation'), 'PlantedTopic', {
      type: 'AWS::SNS::Topic',
      properties: { DisplayNam: 'planted' },
    }),
  'construct that breaks': (stage) => {
    throw new TypeError(`${stage.node.path} cannot be made`);
  },
  'dangling state': (stage) =>
    new sfn.CfnStateMachine(stackOf(stage, 'Foundation'), 'PlantedMachine', {
      roleArn: 'arn:aws:iam::333333333333:role/planted',
      definitionString: JSON.stringify({ StartAt: 'Check', States: { Check: { Type: 'Pass', Next: 'Realease' } } }),
    }),
};

synthesize({
  root: process.cwd(),
  outdir: path.resolve(process.env.CDK_OUTDIR),
  evaluationDate: '2026-11-23',
  project: { name: 'planted', version: '0.0.0' },
  environment: 'prod',
  cloudFormationEngine,
  answers: new FileCache(path.resolve('answers')),
  extend: PLANTS[process.argv[2]],
}).then(
  (result) => {
    console.error(result.message);
    if (result.verdict === 'refused') process.exitCode = 1;
  },
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
