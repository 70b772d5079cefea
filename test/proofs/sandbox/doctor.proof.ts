import { z } from 'zod';
import { EXAMINE_PERMISSIONS } from '../../../lib/operator/doctor/examine';
import { ENDPOINT_SCALING_ROLE } from '../../../constructs/model/core';
import { actionsOf } from '../../../lib/operator/permissions';
import { bootstrap } from '../../../sandbox/bootstrap';
import { PROJECT } from '../../../sandbox/paths';
import { startSandbox, stopSandbox, type Harness } from './harness';
import { Operator } from './operator';

/** The doctor in a new account: what it names, what the remedies change, and that its permissions are enough. */
let sandbox: Harness;
let person: Operator;

const CHECKS = z.object({ checks: z.array(z.object({ id: z.string(), status: z.string(), what: z.string() })) });

/** What is not as it must be, `id: what`, but for the templates, which lie elsewhere. */
async function lacking(): Promise<{
  readonly exitCode: number;
  readonly missing: string[];
  readonly undone: string[];
}> {
  const { exitCode, output } = await person.blueprint('doctor', '--env', 'dev', '--root', PROJECT, '--json');
  const { checks } = CHECKS.parse(JSON.parse(output));
  const those = (wanted: string): string[] =>
    checks
      .filter(({ id, status }) => status === wanted && id !== 'retiring-services')
      .map(({ id, what }) => `${id}: ${what}`);
  return { exitCode, missing: those('missing'), undone: those('not checked') };
}

function call(service: string, operation: string, parameters: Record<string, unknown>) {
  return sandbox.aws.call(sandbox.subject.place, service, operation, parameters, z.unknown());
}

beforeAll(async () => {
  sandbox = await startSandbox('doctor');
  // Builds the command, too.
  await sandbox.cdk.synth(sandbox.subject.place, 'dev');
  person = await Operator.signIn(sandbox, 'doctor', EXAMINE_PERMISSIONS.flatMap(actionsOf));
});

afterAll(() => stopSandbox(sandbox));

test('names what a new account lacks, and what can be looked at only after the deployment', async () => {
  expect(await lacking()).toEqual({
    exitCode: 1,
    missing: [
      'lambda-concurrency: 10 concurrent executions of Lambda functions, 10 of them not reserved; an environment needs 35',
      'bootstrap: no bootstrap stack in eu-west-1',
      `service-linked-roles: the role ${ENDPOINT_SCALING_ROLE.name} does not exist`,
    ],
    undone: [
      'mail-subscriptions: whether ai-platform@example.com confirmed the mails of the alert topics',
      'cost-tags: whether the cost allocation tag cost-centre is active',
      'cost-tags: whether the cost allocation tag environment is active',
      'cost-tags: whether the cost allocation tag model is active',
      'budget-tags: whether the budgets of dev count what their tags cost',
    ],
  });
});

test('finds what its remedies changed, and after the deployment what is left to confirm and to activate', async () => {
  await bootstrap(sandbox.aws, sandbox.cdk, sandbox.subject, sandbox.run);
  await call('iam', 'create_service_linked_role', { AWSServiceName: ENDPOINT_SCALING_ROLE.service });
  await sandbox.cdk.deploy(sandbox.subject.place, 'dev/Foundation');
  const status = [{ TagKey: 'environment', Status: 'Active' }];
  await call('ce', 'update_cost_allocation_tags_status', { CostAllocationTagsStatus: status });
  const { exitCode, missing, undone } = await lacking();
  expect({ exitCode, undone }).toEqual({
    exitCode: 1,
    // No model is deployed yet.
    undone: [
      'cost-tags: whether the cost allocation tag model is active',
      // Nothing costs anything in the sandbox.
      'budget-tags: whether the budgets that filter by environment count what their tags cost',
    ],
  });
  expect(missing).toEqual([
    expect.stringMatching(/^lambda-concurrency: 10 /),
    expect.stringMatching(
      /^mail-subscriptions: ai-platform@example\.com has not confirmed the mails of AlertsCritical/,
    ),
    expect.stringMatching(/^mail-subscriptions: ai-platform@example\.com has not confirmed the mails of AlertsWarning/),
    'cost-tags: the cost allocation tag cost-centre is not active: budgets that filter by it count nothing',
  ]);
});
