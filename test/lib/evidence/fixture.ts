import type { Finding, GateResult, RequirementWitness, RuleTally } from '../../../constructs/compliance';
import type { EvidenceInput, RequirementInput, RuleInput, SynthesizedTemplate } from '../../../lib/evidence';
import { sampleTemplates, type SampleEnvironment, type SampleModel } from './sample-app';

export const ENVIRONMENTS: readonly SampleEnvironment[] = [
  { name: 'dev', account: '111111111111', region: 'eu-west-1' },
  { name: 'staging', account: '222222222222', region: 'eu-west-1' },
  { name: 'prod', account: '333333333333', region: 'eu-west-1' },
];

export const MODELS: readonly SampleModel[] = [
  { name: 'assistant', mode: 'realtime-to-zero', dataClass: 'confidential' },
  { name: 'churn', mode: 'realtime', dataClass: 'confidential' },
  { name: 'document-extraction', mode: 'async', dataClass: 'restricted' },
];

export const RULES: readonly RuleInput[] = [
  ['AiProduction', 'AiProduction-EndpointKeepsTwoInstances', 'An endpoint keeps two instances', 'SRV-1'],
  ['AiProduction', 'AiProduction-ModelNetworkIsolated', 'Containers are isolated from the network', 'SEC-5'],
  ['AiProduction', 'AiProduction-OwnershipTagged', 'Every model names owner and cost centre', 'OWN-1'],
  ['AwsSolutions', 'AwsSolutions-S1', 'The S3 bucket has server access logs enabled'],
  ['AwsSolutions', 'AwsSolutions-IAM5', 'IAM policies contain no wildcard permissions without evidence'],
  ['AwsSolutions', 'AwsSolutions-SNS3', 'The SNS topic requires publishers to use TLS'],
  ['AwsSolutions', 'AwsSolutions-RDS2', 'The RDS instance or Aurora cluster has storage encryption enabled'],
  [
    'NIST80053R5',
    'NIST80053R5-S3BucketVersioningEnabled',
    'The S3 bucket has versioning enabled (controls AU-9(2), CP-9a)',
  ],
  ['AiProduction', 'AiProduction-ModelSubnetsInTwoZones', 'Models run in subnets of two zones', 'SRV-1', 'SEC-5'],
  ['AiProduction', 'AiProduction-IAM-EFFECT', 'A statement allows or denies'],
].map(([pack = '', rule = '', title = '', ...requirements]) => ({ pack, rule, title, requirements }));

export const REQUIREMENTS: readonly RequirementInput[] = [
  [
    'SRV-1',
    'Serving',
    'Containerized GPU serving',
    'Containerized model deployment on GPU instances, behind a load-balanced endpoint in at least two zones.',
  ],
  [
    'SEC-5',
    'Security of AI',
    'Encryption and private networking',
    'Encryption, private networking, no standing credentials, audit trail.',
  ],
  ['OWN-1', 'Operations', 'Ownership', 'Ownership, accountability and funding for each model.'],
  ['DR-1', 'Disaster recovery', 'Backups', 'Backups with retention, locked against deletion in production.'],
].map(([id = '', family = '', title = '', text = '']) => ({ id, family, title, text }));

const FINDING: Finding = {
  environment: 'prod',
  pack: 'AwsSolutions',
  rule: 'AwsSolutions-SNS3',
  stack: 'prod/Foundation',
  path: 'prod/Foundation/PlainTopic',
  logicalId: 'PlainTopic',
  resourceType: 'AWS::SNS::Topic',
  location: 'Properties',
  problem: 'the topic does not require publishers to use TLS',
  remedy: 'add a topic policy that denies aws:SecureTransport = false',
  source: 'constructs/monitoring/alarm-topic.ts:31',
};

/** What the gate says of the sample: one failing finding in production when it is `refused`. */
export function gateResult(options: { refused?: boolean; environments?: readonly string[] } = {}): GateResult {
  const environments = options.environments ?? ENVIRONMENTS.map(({ name }) => name);
  const refused = options.refused ?? true;
  const tallies = environments.flatMap((environment) =>
    RULES.filter(({ rule }) => rule !== 'AwsSolutions-RDS2').map(({ pack, rule, title }, index): RuleTally => ({
      environment,
      pack,
      rule,
      title,
      passed: 3 + index,
      failed: refused && environment === 'prod' && rule === FINDING.rule ? 1 : 0,
      acknowledged: rule === 'AwsSolutions-IAM5' ? 3 : rule === 'AwsSolutions-S1' ? 1 : 0,
      notApplicable: index,
    })),
  );
  const wildcards = environments.flatMap((environment) =>
    MODELS.map(({ name }): Finding => ({
      ...FINDING,
      environment,
      rule: 'AwsSolutions-IAM5[Resource::arn:aws:logs:*:*:log-group:/aws/sagemaker/*]',
      stack: `${environment}/Serving-${name}`,
      path: `${environment}/Serving-${name}/Permissions/Resource`,
      logicalId: 'Permissions',
      resourceType: 'AWS::IAM::ManagedPolicy',
      problem: 'the policy names a resource with a wildcard',
      source: 'constructs/serving/execution-role.ts:58',
      acknowledgement: {
        origin: 'engine',
        path: `${environment}/Serving-${name}/Permissions`,
        reason:
          'SageMaker names the log streams when a container starts. Compensating control: the wildcard ends at the log groups of SageMaker.',
      },
    })),
  );
  const waived = environments.map((environment): Finding => ({
    ...FINDING,
    environment,
    rule: 'AwsSolutions-S1',
    stack: `${environment}/Foundation`,
    path: `${environment}/Foundation/AccessLogs/Resource`,
    logicalId: 'AccessLogs',
    resourceType: 'AWS::S3::Bucket',
    problem: 'the bucket has no server access logs',
    source: 'constructs/network/logs.ts:12',
    acknowledgement: {
      origin: 'waiver',
      path: `${environment}/Foundation/AccessLogs`,
      reason: 'The bucket receives the access logs; logging it to itself would never end.',
      compensatingControl: 'CloudTrail records data events of the bucket',
      owner: 'AI Platform Team <ai-platform@example.com>',
      approver: 'Security Office <security@example.com>',
      ticket: 'SEC-1042',
      expires: '2027-01-31',
      source: 'config/waivers.yaml:4',
    },
  }));
  const witnesses = environments.flatMap((environment) =>
    MODELS.flatMap(({ name }): RequirementWitness[] => [
      {
        environment,
        rule: 'AiProduction-EndpointKeepsTwoInstances',
        path: `${environment}/Serving-${name}/Endpoint`,
        resourceType: 'AWS::SageMaker::Endpoint',
      },
      {
        environment,
        rule: 'AiProduction-ModelSubnetsInTwoZones',
        path: `${environment}/Serving-${name}/Model`,
        resourceType: 'AWS::SageMaker::Model',
      },
      {
        environment,
        rule: 'AiProduction-ModelNetworkIsolated',
        path: `${environment}/Serving-${name}/Model`,
        resourceType: 'AWS::SageMaker::Model',
      },
    ]),
  );
  return {
    verdict: refused ? 'refused' : 'passed',
    tallies,
    findings: [...(refused ? [FINDING] : []), ...wildcards, ...waived],
    witnesses,
    warnings: [],
  };
}

/** A realistic input: three environments, three models, real templates. */
export function evidenceInput(
  options: { refused?: boolean; environments?: readonly SampleEnvironment[]; models?: readonly SampleModel[] } = {},
): EvidenceInput {
  const environments = options.environments ?? ENVIRONMENTS;
  const models = options.models ?? MODELS;
  return {
    company: { name: 'Example Company' },
    evaluationDate: '2026-11-23',
    project: {
      name: 'ai-production-blueprint',
      version: '0.1.0',
      commit: '6bd4bde0c1f2a3b4c5d6e7f8091a2b3c4d5e6f70',
      dirty: false,
    },
    tools: { 'aws-cdk-lib': '2.276.0', 'cdk-nag': '3.0.2', node: '20.20.2' },
    inputs: [
      { file: 'config/company.yaml', sha256: 'a'.repeat(64) },
      { file: 'config/waivers.yaml', sha256: 'b'.repeat(64) },
    ],
    templates: sampleTemplates(environments, models),
    environments: environments.map(({ name, account, region }) => ({
      name,
      production: name === 'prod',
      region,
      recoveryRegion: name === 'prod' ? 'eu-central-1' : undefined,
      account,
      packs: name === 'prod' ? ['AiProduction', 'AwsSolutions', 'NIST80053R5'] : ['AiProduction', 'AwsSolutions'],
      models: models.map(({ name: model, mode, dataClass }) => ({
        name: model,
        kind: model === 'assistant' ? 'llm' : 'predictive',
        mode,
        owner: 'AI Platform Team <ai-platform@example.com>',
        riskClass: 'high',
        dataClass,
        source: `config/models/${model}.yaml:3`,
      })),
    })),
    gate: gateResult({ refused: options.refused, environments: environments.map(({ name }) => name) }),
    requirements: REQUIREMENTS,
    rules: RULES,
    configurationProblems: [],
    availablePacks: ['AiProduction', 'AwsSolutions', 'HIPAASecurity', 'NIST80053R5', 'PCIDSS321', 'Serverless'],
  };
}

/** Ten models of three shapes. */
export function tenModels(): readonly SampleModel[] {
  const modes = ['realtime', 'realtime-to-zero', 'async'] as const;
  return [
    'assistant',
    'churn',
    'document-extraction',
    'fraud-scoring',
    'handbook-search',
    'invoice-matching',
    'next-best-offer',
    'price-forecast',
    'speech-transcription',
    'ticket-routing',
  ].map((name, index) => ({
    name,
    mode: modes[index % 3] ?? 'realtime',
    dataClass: index % 4 === 0 ? 'restricted' : 'confidential',
  }));
}

/** As many models as asked for in every environment, by copying the templates of the three. */
export function manyModels(number: number): EvidenceInput {
  const input = evidenceInput();
  const names = Array.from({ length: number }, (_, index) => `model-${String(index).padStart(3, '0')}`);
  const kindOf = (index: number): SampleModel =>
    MODELS[index % MODELS.length] ?? { name: '', mode: 'async', dataClass: '' };
  return {
    ...input,
    environments: input.environments.map((environment) => ({
      ...environment,
      models: names.map((name, index) => ({
        ...kindOf(index),
        name,
        kind: 'predictive',
        owner: 'AI Platform Team <ai-platform@example.com>',
        riskClass: 'high',
        source: `config/models/${name}.yaml:3`,
      })),
    })),
    templates: [
      ...input.templates.filter(({ stack }) => stack.endsWith('/Foundation')),
      ...names.flatMap((name, index) =>
        input.templates
          .filter(({ stack }) => stack.endsWith(`/Serving-${kindOf(index).name}`))
          .map((template) => renamed(template, kindOf(index).name, name)),
      ),
    ],
  };
}

function renamed(template: SynthesizedTemplate, from: string, to: string): SynthesizedTemplate {
  return {
    ...template,
    stack: template.stack.replaceAll(from, to),
    stackName: template.stackName?.replaceAll(from, to),
    file: `${to}-${template.file}`,
    template: JSON.parse(JSON.stringify(template.template).replaceAll(from, to)) as unknown,
  };
}
