import { CloudWatchClient, PutMetricDataCommand, type PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  SageMakerClient,
  UpdateModelPackageCommand,
  type UpdateModelPackageCommandInput,
} from '@aws-sdk/client-sagemaker';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { run } from '../../../sandbox/command';
import { awsVariables, baseVariables } from '../../../sandbox/isolation';
import { PROJECT } from '../../../sandbox/paths';
import type { Harness } from './harness';

const CREDENTIALS = z.object({
  Credentials: z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), SessionToken: z.string() }),
});
const BLUEPRINT = path.join(PROJECT, 'dist', 'bin', 'blueprint.js');

/** What one run of the command came to. */
export interface Answer {
  readonly exitCode: number;
  /** Standard output and error, in the order of their arrival. */
  readonly output: string;
  readonly seconds: number;
}

/** A person with a role of their own, who works with `blueprint` and nothing but credentials. */
export class Operator {
  private runs = 0;

  private constructor(
    private readonly harness: Harness,
    private readonly variables: Readonly<Record<string, string>>,
    private readonly folder: string,
    /** What CloudTrail knows the person by. */
    public readonly arn: string,
  ) {}

  /**
   * Makes the role, and signs in with it.
   *
   * @param actions that docs/operator.md lists for the verbs that this person uses
   * @param condition under which alone they are allowed
   */
  public static async signIn(
    harness: Harness,
    role: string,
    actions: readonly string[],
    condition?: object,
  ): Promise<Operator> {
    const { aws, emulator, run: runFolder, subject } = harness;
    const { account, region } = subject.place;
    const call = <T>(service: string, operation: string, parameters: Record<string, unknown>, answer: z.ZodType<T>) =>
      aws.call(subject.place, service, operation, parameters, answer);
    const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' };
    const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
    const RoleName = role;
    await call('iam', 'create_role', { RoleName, AssumeRolePolicyDocument: document(trust) }, z.unknown());
    const PolicyDocument = document({ Effect: 'Allow', Action: actions, Resource: '*', Condition: condition });
    await call('iam', 'put_role_policy', { RoleName, PolicyName: 'Work', PolicyDocument }, z.unknown());
    const asked = { RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: `${role}@example.com` };
    const { Credentials } = await call('sts', 'assume_role', asked, CREDENTIALS);
    const folder = path.join(runFolder.root, 'people', role);
    mkdirSync(folder, { recursive: true });
    const variables = {
      ...baseVariables(process.env),
      ...awsVariables(emulator.endpoint, account, region),
      AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials.SessionToken,
      BLUEPRINT_ENV: subject.environment.name,
      HOME: folder,
      NODE_OPTIONS: '--no-warnings',
    };
    const arn = `arn:aws:sts::${account}:assumed-role/${role}/${asked.RoleSessionName}`;
    return new Operator(harness, variables, folder, arn);
  }

  /** Runs `blueprint`, far from the project. */
  public async blueprint(...args: readonly string[]): Promise<Answer> {
    const began = performance.now();
    const { exitCode, output } = await run({
      program: process.execPath,
      args: [BLUEPRINT, ...args],
      cwd: this.folder,
      environment: this.variables,
      log: path.join(this.folder, `${(this.runs += 1)}.log`),
      signal: this.harness.emulator.died.signal,
    });
    return { exitCode, output, seconds: (performance.now() - began) / 1000 };
  }

  /**
   * Runs `blueprint … --json`, which must succeed.
   *
   * @throws Error with everything that it printed
   */
  public async json<T>(answer: z.ZodType<T>, ...args: readonly string[]): Promise<T> {
    const { exitCode, output } = await this.blueprint(...args, '--json');
    if (exitCode !== 0) throw new Error(`blueprint ${args.join(' ')} ended with ${exitCode}:\n${output}`);
    const text = /^\{[\s\S]*^\}|^\{.*\}$/m.exec(output)?.[0];
    return answer.parse(JSON.parse(text ?? output));
  }

  /** Goes past the command: calls the registry itself. */
  public async updatePackage(change: UpdateModelPackageCommandInput): Promise<void> {
    await new SageMakerClient(this.settings()).send(new UpdateModelPackageCommand(change));
  }

  /** Tries to write into a table that only functions may write to. */
  public async putItem(TableName: string): Promise<void> {
    const Item = { model: { S: 'anything' }, entry: { S: 'record#999999999999' } };
    await this.dynamo().send(new PutItemCommand({ TableName, Item }));
  }

  /** Publishes what a judge found. */
  public async publish(metrics: PutMetricDataCommandInput): Promise<void> {
    await new CloudWatchClient(this.settings()).send(new PutMetricDataCommand(metrics));
  }

  /** A client of the person's own. */
  public dynamo(): DynamoDBClient {
    return new DynamoDBClient(this.settings());
  }

  private settings() {
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN, AWS_REGION } = this.variables;
    return {
      endpoint: this.harness.emulator.endpoint,
      region: AWS_REGION,
      credentials: {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN,
      },
    };
  }
}
