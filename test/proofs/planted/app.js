// The app of bin/app.ts with one violation planted: node app.js <name>. Runs in a copy of the project.
// First of all, as in the app itself.
const { cloudFormationEngine } = require('./dist/lib/synthesis/started-engine');
const {
  CfnResource,
  aws_backup: backup,
  Validations,
  aws_ec2: ec2,
  aws_iam: iam,
  aws_s3: s3,
  aws_sagemaker: sagemaker,
  aws_stepfunctions: sfn,
} = require('aws-cdk-lib');
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { FileCache } = require('./dist/constructs/compliance');
const { synthesize } = require('./dist/lib/synthesis');

/** The stack of a stage by its id. */
const stackOf = (stage, id) => stage.node.findChild(id);

/** Acts when CDK validates the constructs of a stage: the packs are there, and no template is written. */
const onValidation = (stage, act) =>
  stage.node.addValidation({
    validate: () => {
      act();
      return [];
    },
  });

/** The packs that CDK will ask. */
const packsOf = (stage) => stage.node.root._policyValidation;

/** Acts when all packs have been asked. */
const afterThePacks = (stage, act) =>
  onValidation(stage, () =>
    Validations.of(stage.node.root).addPlugins({
      name: 'Planted',
      validate: ({ stackTemplates }) => {
        act(stackTemplates.find(({ stackConstructPath }) => stackConstructPath === 'prod/Foundation').templatePath);
        return { success: true, violations: [] };
      },
    }),
  );

/** The file of a template, by the name that the assembly gives it. */
const fileOf = (template) => [template, template.replace('.json', '.refused.json')].find((file) => existsSync(file));

/** Another synthesis into the same folder, from its beginning to its end. */
const synthesizeBeside = (plant) => {
  const { status, stderr } = spawnSync(process.execPath, [...process.execArgv, 'app.js', plant], { encoding: 'utf8' });
  console.error(`beside: ${status} ${stderr}`);
};

/** Changes the statement for a service in the first policy of this type that has one. */
const changeStatement = (stage, stackId, { type, policy, service, action }, change) => {
  const stack = stackOf(stage, stackId);
  for (const resource of stack.node.findAll().filter((child) => child.cfnResourceType === type)) {
    const { Statement } = stack.resolve(resource[policy]);
    const index = Statement.findIndex(
      ({ Principal, Action }) => Principal.Service === service && [Action].flat().includes(action),
    );
    if (index < 0) continue;
    const property = `${policy[0].toUpperCase()}${policy.slice(1)}`;
    for (const [name, value] of Object.entries(change)) {
      resource.addPropertyOverride(`${property}.Statement.${index}.${name}`, value);
    }
    return;
  }
  throw new Error(`${stackId} has no statement for ${service}`);
};
const KEY = { type: 'AWS::KMS::Key', policy: 'keyPolicy' };
const TRUST = { type: 'AWS::IAM::Role', policy: 'assumeRolePolicyDocument', action: 'sts:AssumeRole' };
const ofAccount = { Condition: { StringEquals: { 'aws:SourceAccount': '333333333333' } } };
const ofSource = { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:*:eu-west-1:333333333333:*' } } };

const PLANTS = {
  nothing: () => {},
  'unencrypted bucket': (stage) => new s3.CfnBucket(stackOf(stage, 'Foundation'), 'PlantedBucket'),
  'unencrypted vault': (stage) =>
    new backup.CfnBackupVault(stackOf(stage, 'Foundation'), 'PlantedVault', { backupVaultName: 'planted' }),
  'wildcard action': (stage) =>
    new iam.ManagedPolicy(stackOf(stage, 'Foundation'), 'PlantedPolicy', {
      statements: [new iam.PolicyStatement({ actions: ['s3:*'], resources: ['arn:aws:s3:::planted/*'] })],
    }),
  'key that a required resource type lacks': (stage) =>
    new iam.ManagedPolicy(stackOf(stage, 'Foundation'), 'PlantedInterfaces', {
      statements: [
        new iam.PolicyStatement({
          actions: ['ec2:CreateNetworkInterface'],
          resources: ['*'],
          conditions: { ArnEquals: { 'ec2:Vpc': 'arn:aws:ec2:eu-west-1:111111111111:vpc/vpc-0123456789abcdef0' } },
        }),
      ],
    }),
  'trail key without kms:Decrypt': (stage) =>
    changeStatement(
      stage,
      'Foundation',
      { ...KEY, service: 'cloudtrail.amazonaws.com', action: 'kms:Decrypt' },
      { Action: 'kms:DescribeKey' },
    ),
  'condition that CloudTrail does not send': (stage) =>
    changeStatement(stage, 'Foundation', { ...TRUST, service: 'cloudtrail.amazonaws.com' }, ofSource),
  'condition that S3 replication does not send': (stage) =>
    changeStatement(stage, 'Foundation', { ...TRUST, service: 's3.amazonaws.com' }, ofAccount),
  'condition that EventBridge does not send': (stage) =>
    changeStatement(stage, 'Foundation', { ...KEY, service: 'events.amazonaws.com', action: 'kms:Decrypt' }, ofSource),
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
  'rollout without time': (stage) => {
    const endpoint = stackOf(stage, 'Serving-churn')
      .node.findAll()
      .find((child) => child instanceof sagemaker.CfnEndpoint);
    endpoint.addPropertyOverride('DeploymentConfig.BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds', 900);
  },
  'rollback alarm that watches both versions': (stage) => {
    const serving = stackOf(stage, 'Serving-churn');
    const endpoint = serving.node.findAll().find((child) => child instanceof sagemaker.CfnEndpoint);
    const onEndpoint = ['ErrorRate', 'Latency'].map((id) => serving.node.findChild('Alarms').node.findChild(id));
    endpoint.addPropertyOverride(
      'DeploymentConfig.AutoRollbackConfiguration.Alarms',
      onEndpoint.map(({ alarmName }) => ({ AlarmName: alarmName })),
    );
  },
  'role that may not look at a rollback alarm': (stage) => {
    const watching = stackOf(stage, 'Serving-churn')
      .node.findAll()
      .find((child) => child instanceof iam.CfnManagedPolicy && child.node.path.includes('WatchRollbackAlarms'));
    watching.addPropertyDeletionOverride('PolicyDocument.Statement.0.Resource.0');
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
  'exit in extend': () => process.exit(0),
  'exit in a validation': (stage) => onValidation(stage, () => process.exit(0)),
  'error that is thrown later': () => {
    setImmediate(() => {
      throw new Error('thrown later');
    });
  },
  'promise that is rejected later': () => void Promise.reject(new Error('rejected later')),
  'pack that is taken out': (stage) =>
    onValidation(stage, () => {
      const packs = packsOf(stage);
      packs.splice(packs.findIndex(({ name }) => name === 'AiProduction'), 1); // prettier-ignore
    }),
  'pack that is emptied': (stage) =>
    onValidation(stage, () => {
      const pack = packsOf(stage).find(({ name }) => name === 'CloudFormation Validate');
      pack.validate = () => ({ success: true, violations: [] });
    }),
  'gate that is taken out': (stage) => onValidation(stage, () => packsOf(stage).splice(0)),
  'pack that breaks off': (stage) =>
    onValidation(stage, () => {
      packsOf(stage).find(({ name }) => name === 'Annotations').environments = undefined;
    }),
  'stage that is synthesized before the gate': (stage) => stage.synth(),
  'app that is synthesized before the gate': (stage) => stage.node.root.synth(),
  'template that no manifest lists': (stage) =>
    onValidation(stage, () => writeFileSync(path.join(stage.outdir, 'planted.template.json'), '{"Resources":{}}')),
  'template that is listed afterwards': (stage) =>
    afterThePacks(stage, (template) => {
      const file = path.join(path.dirname(template), 'manifest.json');
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      const { properties, ...stack } = Object.values(manifest.artifacts).find(
        ({ properties: { templateFile } }) => templateFile === path.basename(template),
      );
      manifest.artifacts.planted = { ...stack, properties: { ...properties, templateFile: 'planted.json' } };
      writeFileSync(file, JSON.stringify(manifest));
      writeFileSync(path.join(path.dirname(template), 'planted.json'), '{"Resources":{}}');
    }),
  'template that is changed afterwards': (stage) =>
    afterThePacks(stage, (template) => writeFileSync(fileOf(template), '{"Resources":{}}')),
  'template that is taken away': (stage) =>
    afterThePacks(stage, (template) => renameSync(fileOf(template), path.join(path.dirname(template), 'gone'))),
  'kill after the packs': (stage) => {
    new s3.CfnBucket(stackOf(stage, 'Foundation'), 'PlantedBucket');
    afterThePacks(stage, () => process.kill(process.pid, 'SIGKILL'));
  },
  'synthesis beside one that dies': (stage) => afterThePacks(stage, () => synthesizeBeside('kill after the packs')),
  'synthesis beside one that passes': (stage) => afterThePacks(stage, () => synthesizeBeside('nothing')),
  'synthesis beside one that is refused': (stage) => afterThePacks(stage, () => synthesizeBeside('unencrypted bucket')),
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
