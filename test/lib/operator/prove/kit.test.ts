import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteStackCommand, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { DeleteEndpointConfigCommand, DeleteModelCommand } from '@aws-sdk/client-sagemaker';
import { DeleteParametersCommand } from '@aws-sdk/client-ssm';
import type { Finding, Proof } from '../../../../lib/operator/prove/proof';
import { trailKey } from '../../../../lib/operator/prove/proofs/trail';
import type { Trial } from '../../../../lib/operator/prove/trial';
import { removeSamples } from '../../config/sample';
import type { Host } from '../../../../lib/operator/console';
import { KitWorld } from './kit-world';
import { hostOf } from './world';

const world = new KitWorld();
/** Assumptions that were tried. */
const tried: string[] = [];

beforeEach(() => {
  world.reset();
  tried.length = 0;
});
afterAll(removeSamples);

function proof(assumption: Proof<Trial>['assumption'], finding: Finding | Error): Proof<Trial> {
  return {
    assumption,
    title: 'try it',
    minutes: 1,
    run: () => {
      tried.push(assumption);
      return finding instanceof Error ? Promise.reject(finding) : Promise.resolve(finding);
    },
  };
}

const HOLDS: Finding = { outcome: 'holds', facts: ['It did.'] };
const OPEN: Finding = { outcome: 'not settled', facts: ['Nobody knows.'] };
const EXPIRED = Object.assign(new Error('it expired'), { name: 'ExpiredTokenException' });
const outcomes = (found: readonly { assumption: string; outcome: string }[]) =>
  found.map(({ assumption, outcome }) => `${assumption} ${outcome}`);

/** A resource of the first stack could not be created. */
function failsAt(ResourceType: string, ResourceStatusReason: string): void {
  world.refusals.deploy = new Error('cdk deploy ended with 1');
  const event = (reason: string, id: string) => ({
    EventId: id,
    StackId: 'arn:stack',
    StackName: 'prove-Foundation',
    PhysicalResourceId: '',
    LogicalResourceId: id,
    ResourceType,
    ResourceStatus: 'CREATE_FAILED' as const,
    ResourceStatusReason: reason,
    Timestamp: new Date(Date.UTC(2026, 10, 27, 11)),
  });
  world.cloudformation
    .on(DescribeStackEventsCommand, { StackName: 'prove-Foundation' })
    .resolves({ StackEvents: [event('Resource creation cancelled', 'Other'), event(ResourceStatusReason, 'Trail')] })
    .on(DescribeStackEventsCommand, { StackName: 'prove-Recovery' })
    .rejects(Object.assign(new Error('does not exist'), { name: 'ValidationError' }));
}

describe('a run', () => {
  test('bootstraps both Regions with the policies of its own environment, deploys, and tries the proofs', async () => {
    const found = await world.kit().prove([proof('A-ENI', HOLDS), proof('A-CANCEL', OPEN)]);
    expect(world.asked).toEqual([
      'synth',
      'bootstrap aws://111111111111/eu-west-1 with 1 policies and excorp-prove-deployment-boundary',
      'bootstrap aws://111111111111/eu-central-1 with 1 policies and excorp-prove-deployment-boundary',
      'deploy',
    ]);
    expect(world.iam.commandCalls(CreatePolicyCommand).map(({ args }) => args[0].input.PolicyName)).toEqual([
      'excorp-prove-deployment-eu-west-1-1',
      'excorp-prove-deployment-eu-central-1-1',
      'excorp-prove-workload-boundary',
      'excorp-prove-deployment-boundary',
    ]);
    expect(outcomes(found)).toEqual(['A-ENI holds', 'A-CANCEL not settled']);
  });

  test('deploys under a qualifier of its own, and under a permissions boundary', async () => {
    await world.kit().prove([]);
    const file = (name: string) => readFileSync(path.join(world.sample.root, '.prove', name), 'utf8');
    expect(JSON.parse(file('cdk.json'))).toEqual({
      app: 'node app.js',
      context: { flag: true, '@aws-cdk/core:bootstrapQualifier': 'prove' },
    });
    expect(file('config/environments/prove.yaml')).toContain('permissionsBoundary: excorp-prove-workload-boundary\n');
  });

  test('gives a policy that is there already the document of this run, as its only other version', async () => {
    world.iam.on(CreatePolicyCommand).rejects(Object.assign(new Error('exists'), { name: 'EntityAlreadyExists' }));
    await world.kit().prove([]);
    expect(world.iam.commandCalls(DeletePolicyVersionCommand)[0]?.args[0].input.VersionId).toBe('v1');
    expect(world.iam.commandCalls(CreatePolicyVersionCommand)).toHaveLength(4);
    expect(world.iam.commandCalls(CreatePolicyVersionCommand)[0]?.args[0].input).toMatchObject({
      PolicyArn: 'arn:aws:iam::111111111111:policy/excorp-prove-deployment-eu-west-1-1',
      SetAsDefault: true,
    });
  });

  test('that is interrupted is resumed with what is not settled', async () => {
    const interrupted = world
      .kit()
      .prove([proof('A-ENI', HOLDS), proof('A-REPLICA', OPEN), proof('A-CANCEL', EXPIRED)]);
    await expect(interrupted).rejects.toMatchObject({
      message: 'AWS does not accept the credentials: it expired',
      next: 'remove the cause, then go on: blueprint prove --env dev --resume; what was made costs until then, or until: blueprint prove --env dev --teardown',
      exitCode: 4,
    });
    tried.length = 0;
    const found = await world
      .kit({ resume: true })
      .prove([proof('A-ENI', OPEN), proof('A-REPLICA', HOLDS), proof('A-CANCEL', HOLDS)]);
    expect(tried).toEqual(['A-REPLICA', 'A-CANCEL']);
    expect(outcomes(found)).toEqual(['A-ENI holds', 'A-REPLICA not settled', 'A-REPLICA holds', 'A-CANCEL holds']);
  });

  test('that is stopped by Ctrl-C says how to go on, and tries nothing more', async () => {
    const waiting: Proof<Trial> = {
      ...proof('A-REPLICA', HOLDS),
      run: async ({ pause }) => {
        await pause(60_000);
        return HOLDS;
      },
    };
    const interruptible: Host['interruptible'] = (work) => work(() => Promise.resolve(true));
    const stopped = world
      .kit({}, { host: hostOf({ cwd: world.sample.root, interruptible }) })
      .prove([proof('A-ENI', HOLDS), waiting, proof('A-CANCEL', HOLDS)]);
    await expect(stopped).rejects.toMatchObject({
      message: 'stopped by Ctrl-C',
      next: 'go on: blueprint prove --env dev --resume; what was made costs until then, or until: blueprint prove --env dev --teardown',
    });
    expect(tried).toEqual(['A-ENI']);
    tried.length = 0;
    await world.kit({ resume: true }).prove([proof('A-ENI', OPEN), proof('A-REPLICA', HOLDS)]);
    expect(tried).toEqual(['A-REPLICA']);
  });

  test('that is not resumed begins again', async () => {
    await world.kit().prove([proof('A-ENI', HOLDS)]);
    await world.kit().prove([proof('A-ENI', HOLDS)]);
    expect(tried).toEqual(['A-ENI', 'A-ENI']);
    expect(world.told).toContain('what an earlier run found is dropped; what it deployed is updated');
  });
});

describe('a deployment that fails', () => {
  test('decides the assumption that it failed at, and leaves the others open', async () => {
    failsAt('AWS::CloudTrail::Trail', 'InsufficientEncryptionPolicyException: kms:Decrypt');
    const found = await world.kit().prove([proof('A-ENI', HOLDS), trailKey]);
    expect(tried).toEqual([]);
    expect(outcomes(found)).toEqual(['A-ENI not settled', 'A-TRAIL-KEY does not hold']);
    expect(found[0]?.facts).toEqual([
      'Not tried, because the deployment failed: prove-Foundation could not create or update Trail (AWS::CloudTrail::Trail) at 2026-11-27T11:00:00.000Z: InsufficientEncryptionPolicyException: kms:Decrypt.',
    ]);
  });

  test('fails with its own message when no resource failed', async () => {
    world.refusals.deploy = new Error('cdk deploy ended with 1');
    world.cloudformation.on(DescribeStackEventsCommand).resolves({});
    await expect(world.kit().prove([proof('A-ENI', HOLDS)])).rejects.toThrow('cdk deploy ended with 1');
  });
});

describe('the teardown', () => {
  test('fails where nothing was deployed', async () => {
    await expect(world.kit().tearDown()).rejects.toThrow('.prove holds no deployment of an earlier run');
  });

  test('deletes stacks, what they retain, parameters, and at last the bootstrap', async () => {
    await world.kit().prove([]);
    expect(await world.kit().tearDown()).toEqual([]);
    expect(world.asked.at(-1)).toBe('destroy');
    expect(world.s3.commandCalls(DeleteObjectsCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'bucket',
      BypassGovernanceRetention: true,
    });
    expect(
      world.sagemaker.commandCalls(DeleteEndpointConfigCommand).map(({ args }) => args[0].input.EndpointConfigName),
    ).toEqual(['prove-Serving-queue-C1', 'prove-Serving-queue-C2']);
    expect(world.sagemaker.commandCalls(DeleteModelCommand).map(({ args }) => args[0].input.ModelName)).toEqual([
      'prove-Serving-queue-M1',
    ]);
    expect(world.ssm.commandCalls(DeleteParametersCommand)[0]?.args[0].input.Names).toEqual([
      '/excorp/prove/queue/model-package-arn',
      '/excorp/prove/realtime/model-package-arn',
    ]);
    expect(world.cloudformation.commandCalls(DeleteStackCommand).map(({ args }) => args[0].input.StackName)).toEqual([
      'CDKToolkit-prove',
      'CDKToolkit-prove',
    ]);
    expect(world.s3.commandCalls(DeleteBucketCommand).map(({ args }) => args[0].input.Bucket)).toEqual([
      'cdk-prove-assets-111111111111-eu-west-1',
      'cdk-prove-assets-111111111111-eu-central-1',
    ]);
    expect(world.iam.commandCalls(DeletePolicyCommand)).toHaveLength(4);
  });

  test('works after a deployment that failed, when the environment has published nothing', async () => {
    failsAt('AWS::CloudTrail::Trail', 'kms');
    const open = () => Promise.reject(new Error('there is no environment prove'));
    await world.kit({}, { open }).prove([]);
    world.cloudformation.on(DescribeStackEventsCommand).resolves({});
    expect(await world.kit({}, { open }).tearDown()).toEqual([]);
    expect(world.iam.commandCalls(DeletePolicyCommand)).toHaveLength(4);
  });

  test('keeps the bootstrap, whose roles delete the stacks, as long as a stack is there', async () => {
    await world.kit().prove([]);
    world.refusals.destroy = new Error('DELETE_FAILED');
    expect(await world.kit().tearDown()).toEqual(['stacks of prove: DELETE_FAILED']);
    // A bucket may get a last log while it is deleted.
    expect(world.asked.filter((asked) => asked === 'destroy')).toHaveLength(4);
    expect(world.cloudformation.commandCalls(DeleteStackCommand)).toEqual([]);
  });

  test('is done twice without a fault', async () => {
    await world.kit().prove([]);
    await world.kit().tearDown();
    const gone = Object.assign(new Error('gone'), { name: 'NoSuchEntity' });
    world.iam.on(DeletePolicyCommand).rejects(gone);
    world.s3.on(ListObjectVersionsCommand).rejects(Object.assign(new Error('gone'), { name: 'NoSuchBucket' }));
    world.s3.on(DeleteBucketCommand).rejects(Object.assign(new Error('gone'), { name: 'NoSuchBucket' }));
    expect(await world.kit().tearDown()).toEqual([]);
  });

  test('names what it could not delete', async () => {
    await world.kit().prove([]);
    world.iam.on(DeletePolicyCommand).rejects(new Error('DeleteConflict'));
    expect((await world.kit().tearDown())[0]).toBe(
      'policy arn:aws:iam::111111111111:policy/excorp-prove-deployment-eu-west-1-1: DeleteConflict',
    );
  });
});
