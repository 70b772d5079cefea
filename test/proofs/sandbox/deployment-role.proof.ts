import { z } from 'zod';
import { bootstrapPolicies } from '../../../lib/bootstrap';
import { bootstrap } from '../../../sandbox/bootstrap';
import { type Harness, startSandbox, stopSandbox } from './harness';

const MISSING = 'ec2:CreateVpc';

let harness: Harness | undefined;
afterAll(() => stopSandbox(harness));

test('a deployment fails at the resource whose action the execution role lacks', async () => {
  harness = await startSandbox('deployment-role');
  const { aws, cdk, subject, run } = harness;
  const { environment, place } = subject;
  await cdk.synth(place, 'dev');
  await bootstrap(aws, cdk, subject, run);
  const policies = bootstrapPolicies({ environment, assembly: run.assembly })?.execution.flatMap((one) => one.policies);
  const holding = (policies ?? []).filter(({ document }) => JSON.stringify(document).includes(`"${MISSING}"`));
  expect(holding).toHaveLength(1);
  for (const { name, document } of holding) {
    const Statement = document.Statement.map((statement) =>
      'Action' in statement
        ? { ...statement, Action: statement.Action.filter((action) => action !== MISSING) }
        : statement,
    );
    const parameters = {
      PolicyArn: `arn:aws:iam::${place.account}:policy/${name}`,
      PolicyDocument: JSON.stringify({ ...document, Statement }),
      SetAsDefault: true,
    };
    await aws.call(place, 'iam', 'create_policy_version', parameters, z.unknown());
  }
  await expect(cdk.deploy(place, 'dev/Foundation')).rejects.toThrow(
    /cfn-exec-role-\S+\/AWSCloudFormation is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:/,
  );
});
