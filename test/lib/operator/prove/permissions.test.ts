import { CancelUpdateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { BatchGetImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { CreatePolicyCommand } from '@aws-sdk/client-iam';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { UpdateEndpointWeightsAndCapacitiesCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointAsyncCommand } from '@aws-sdk/client-sagemaker-runtime';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { DescribeParametersCommand, GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { openSession } from '../../../../lib/operator/aws/session';
import { prove } from '../../../../lib/operator/commands/prove';
import { PROOFS } from '../../../../lib/operator/prove/proofs';
import { removeSamples } from '../../config/sample';
import { KitWorld } from './kit-world';
import { inService, isTakenBack, succeeds, updating } from './stories';
import { DESCRIPTION, hostOf } from './world';

const world = new KitWorld();
const cloudtrail = mockClient(CloudTrailClient);
const ecr = mockClient(ECRClient);
const sns = mockClient(SNSClient);
const sts = mockClient(STSClient);
afterAll(removeSamples);

/** Names of the commands that the clients of the SDK were given. */
function sent(): ReadonlySet<string> {
  const { cloudformation, cloudwatch, dynamodb, iam, logs, runtime, s3, sagemaker, sfn, ssm } = world;
  const clients = [cloudformation, cloudwatch, dynamodb, iam, logs, runtime, s3, sagemaker, sfn, ssm];
  const names = [...clients, cloudtrail, ecr, sns, sts].flatMap((client) =>
    client.calls().map(({ args }) => args[0].constructor.name.replace(/Command$/, '')),
  );
  return new Set(names);
}

/** An account in which everything can be asked, and a first run that another one has left policies of. */
function account(): void {
  world.reset();
  world.present = undefined;
  for (const client of [cloudtrail, ecr, sns, sts]) client.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111111111111', Arn: `arn:aws:iam::111111111111:user/ana` });
  world.ssm
    .on(GetParameterCommand)
    .resolves({ Parameter: { Value: JSON.stringify({ ...DESCRIPTION, account: '111111111111' }) } });
  world.iam
    .on(CreatePolicyCommand)
    .resolves({})
    .on(CreatePolicyCommand, { PolicyName: 'excorp-prove-workload-boundary' })
    .rejects(Object.assign(new Error('exists'), { name: 'EntityAlreadyExists' }));
  ecr.on(BatchGetImageCommand).resolves({ images: [{ imageId: { imageDigest: `sha256:${'b'.repeat(64)}` } }] });
  cloudtrail.on(GetTrailStatusCommand).resolves({ LatestDeliveryTime: new Date(0) });
  sns.on(ListSubscriptionsByTopicCommand).resolves({});
  world.dynamodb.on(QueryCommand).resolves({ Items: [] });
  world.s3.on(HeadObjectCommand).resolves({ ReplicationStatus: 'COMPLETED' }).on(ListObjectsV2Command).resolves({});
  world.runtime.on(InvokeEndpointAsyncCommand).resolves({ OutputLocation: 's3://bucket/answer' });
  world.cloudformation.on(CancelUpdateStackCommand).resolves({}).on(DescribeStacksCommand).resolves({});
  world.holds(
    ['AWS::CloudTrail::Trail', 'trail'],
    ['AWS::S3::Bucket', 'AsyncQueue'],
    ['AWS::CloudWatch::Alarm', 'other'],
  );
  world.cloudwatch
    .on(DescribeAlarmsCommand, { AlarmNames: ['other'] })
    .resolves({ MetricAlarms: [{ AlarmName: 'other', AlarmActions: ['arn:aws:sns:eu-west-1:1:topic'] }] })
    .on(SetAlarmStateCommand)
    .resolves({});
  world.sagemaker.on(UpdateEndpointWeightsAndCapacitiesCommand).callsFake(() => {
    world.present = inService(6, { instances: 0 });
    return {};
  });
}

test('sends the calls that it declares besides those of the CDK command line, and no others', async () => {
  account();
  // The proofs register versions from 2 on. Configuration 5 serves the first of them again.
  world.servesAgain(5, 2);
  world.releases(
    { status: 'SUCCEEDED', after: inService(2), stack: [['UPDATE_IN_PROGRESS'], ['UPDATE_COMPLETE']] },
    isTakenBack(2, 3),
    succeeds(2, 4),
    succeeds(4, 5),
    { ...isTakenBack(5, 8), during: [updating(5, 8)] },
    { status: 'SUCCEEDED', after: inService(6) },
    { ...succeeds(6, 7), during: [updating(6, 7, { instances: 0 })] },
  );
  const kit = world.kit({ image: undefined, mailArrived: 'no' }, { open: openSession });
  await kit.prove(PROOFS);
  await kit.tearDown();
  world.ssm
    .on(GetParameterCommand)
    .rejects(new ParameterNotFound({ message: 'no', $metadata: {} }))
    .on(DescribeParametersCommand)
    .resolves({});
  const place = { env: 'prove', prefix: 'excorp', account: '111111111111', region: 'eu-west-1' };
  await expect(openSession(place, hostOf())).rejects.toThrow();
  const declared = new Set(prove.permissions.flatMap(({ calls }): readonly string[] => calls));
  expect([...sent()].toSorted()).toEqual([...declared].toSorted());
});
