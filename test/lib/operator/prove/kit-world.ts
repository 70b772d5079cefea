import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  IAMClient,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import {
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DeleteModelPackageCommand,
  DeleteModelPackageGroupCommand,
  ListEndpointConfigsCommand,
  ListModelPackagesCommand,
  ListModelsCommand,
} from '@aws-sdk/client-sagemaker';
import { DeleteParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { Kit, type KitOptions, type KitProps } from '../../../../lib/operator/prove/kit';
import { Sample, TODAY } from '../../config/sample';
import { hostOf, IMAGE, World } from './world';

/** A project in a folder, an account that the kit deploys into, and a CDK command line that only says what it was asked. */
export class KitWorld extends World {
  public readonly iam = mockClient(IAMClient);
  public readonly logs = mockClient(CloudWatchLogsClient);
  public readonly ssm = mockClient(SSMClient);
  /** What the CDK command line was asked, in order. */
  public readonly asked: string[] = [];
  /** What the kit told. */
  public readonly told: string[] = [];
  /** Why the CDK command line cannot do it. */
  public refusals: Partial<Record<'deploy' | 'destroy', Error>> = {};
  public sample = new Sample();

  public override reset(): this {
    super.reset();
    for (const client of [this.iam, this.logs, this.ssm]) client.reset();
    this.asked.length = 0;
    this.told.length = 0;
    this.refusals = {};
    this.sample = new Sample();
    writeFileSync(path.join(this.sample.root, 'package.json'), JSON.stringify({ name: 'excorp', version: '1.2.3' }));
    writeFileSync(
      path.join(this.sample.root, 'cdk.json'),
      JSON.stringify({ app: 'node app.js', context: { flag: true } }),
    );
    this.answerBootstrap();
    this.answerTeardown();
    return this;
  }

  public kit(options: KitOptions = {}, more: Partial<KitProps> = {}): Kit {
    const config = this.sample.load(TODAY);
    const environment = config.environments.find(({ name }) => name === 'dev');
    if (environment === undefined) throw new Error('the sample has no dev');
    const run = (verb: 'deploy' | 'destroy') => {
      this.asked.push(verb);
      const refusal = this.refusals[verb];
      return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
    };
    return new Kit({
      host: hostOf({ cwd: this.sample.root, err: (text) => void this.told.push(text.trim()) }),
      project: { root: this.sample.root, evaluationDate: TODAY },
      config,
      environment,
      options: { image: IMAGE, timeScale: 1e-7, ...options },
      open: () => Promise.resolve(this.session()),
      toolkit: {
        synth: () => {
          this.asked.push('synth');
          this.writeAssembly();
          return Promise.resolve();
        },
        bootstrap: ({ place, policies, boundary }) => {
          this.asked.push(`bootstrap ${place} with ${policies.length} policies and ${boundary}`);
          return Promise.resolve();
        },
        deploy: () => run('deploy'),
        destroy: () => run('destroy'),
      },
      ...more,
    });
  }

  /** Every stack of the main Region holds these too, each of a type and with an id. */
  public holds(...resources: readonly (readonly [type: string, id: string])[]): void {
    this.cloudformation
      .on(ListStackResourcesCommand)
      .resolves({ StackResourceSummaries: [...HELD, ...resources.map(([type, id]) => summary(type, id))] });
  }

  /** A stack in each Region, as a synthesis writes them. */
  private writeAssembly(): void {
    const stacks = { Foundation: 'eu-west-1', Recovery: 'eu-central-1' };
    const nested = 'assembly-prove';
    const artifacts = Object.entries(stacks).map(([name, region]) => [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment: `aws://111111111111/${region}`,
        properties: { templateFile: `${name}.template.json`, stackName: `prove-${name}` },
      },
    ]);
    const assembly = { type: 'cdk:cloud-assembly', properties: { directoryName: nested, displayName: 'prove' } };
    const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } } };
    this.writeJson('cdk.out/manifest.json', { artifacts: { [nested]: assembly } });
    this.writeJson(`cdk.out/${nested}/manifest.json`, { artifacts: Object.fromEntries(artifacts) });
    for (const name of Object.keys(stacks)) this.writeJson(`cdk.out/${nested}/${name}.template.json`, template);
  }

  private writeJson(file: string, value: object): void {
    const whole = path.join(this.sample.root, '.prove', file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, JSON.stringify(value));
  }

  private answerBootstrap(): void {
    this.iam
      .on(CreatePolicyCommand)
      .resolves({})
      .on(CreatePolicyVersionCommand)
      .resolves({})
      .on(ListPolicyVersionsCommand)
      .resolves({
        Versions: [
          { VersionId: 'v1', IsDefaultVersion: false },
          { VersionId: 'v2', IsDefaultVersion: true },
        ],
      })
      .on(DeletePolicyVersionCommand)
      .resolves({})
      .on(DeletePolicyCommand)
      .resolves({});
  }

  private answerTeardown(): void {
    const gone = Object.assign(new Error('Stack does not exist'), { name: 'ValidationError' });
    this.cloudformation
      .on(DeleteStackCommand)
      .resolves({})
      .on(DescribeStacksCommand)
      .rejects(gone)
      .on(ListStackResourcesCommand)
      .callsFake(({ StackName }: { StackName: string }) => {
        if (StackName !== 'prove-Foundation') throw gone;
        return { StackResourceSummaries: [...HELD] };
      });
    this.s3
      .on(ListObjectVersionsCommand)
      .resolves({})
      .on(ListObjectVersionsCommand, { Bucket: 'bucket' })
      .resolvesOnce({ Versions: [{ Key: 'a', VersionId: '1' }] })
      .resolves({})
      .on(DeleteObjectsCommand)
      .resolves({})
      .on(DeleteBucketCommand)
      .resolves({});
    this.sagemaker
      .on(DeleteEndpointConfigCommand)
      .resolves({})
      .on(DeleteModelCommand)
      .resolves({})
      .on(ListEndpointConfigsCommand)
      .resolves({ EndpointConfigs: ['prove-Serving-queue-C1', 'other'].map(config), NextToken: 'more' })
      .on(ListEndpointConfigsCommand, { NextToken: 'more' })
      .resolves({ EndpointConfigs: [config('prove-Serving-queue-C2')] })
      .on(ListModelsCommand)
      .resolves({ Models: ['prove-Serving-queue-M1', 'other-prove-Serving-queue'].map(model) })
      .on(ListModelPackagesCommand)
      .resolves({
        ModelPackageSummaryList: [
          {
            ModelPackageArn: 'arn:package',
            ModelPackageName: 'package',
            CreationTime: new Date(0),
            ModelPackageStatus: 'Completed',
          },
        ],
      })
      .on(DeleteModelPackageCommand)
      .resolves({})
      .on(DeleteModelPackageGroupCommand)
      .resolves({});
    this.logs.on(DeleteLogGroupCommand).resolves({});
    this.ssm.on(DeleteParametersCommand).resolves({});
  }
}

const config = (EndpointConfigName: string) => ({
  EndpointConfigName,
  EndpointConfigArn: 'arn',
  CreationTime: new Date(0),
});
const model = (ModelName: string) => ({ ModelName, ModelArn: 'arn', CreationTime: new Date(0) });

function summary(ResourceType: string, id: string): StackResourceSummary {
  return {
    ResourceType,
    PhysicalResourceId: id,
    LogicalResourceId: id,
    LastUpdatedTimestamp: new Date(0),
    ResourceStatus: 'CREATE_COMPLETE',
  };
}

/** What the first stack holds. */
const HELD: readonly StackResourceSummary[] = [
  summary('AWS::S3::Bucket', 'bucket'),
  summary('AWS::Logs::LogGroup', '/logs'),
  summary('AWS::SageMaker::ModelPackageGroup', 'arn:aws:sagemaker:eu-west-1:1:model-package-group/group'),
];
