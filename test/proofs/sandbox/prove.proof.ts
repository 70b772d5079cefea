import { z } from 'zod';
import type { AssumptionId } from '../../../lib/assumptions';
import { PROOFS } from '../../../lib/operator/prove/proofs';
import { Course, type Proved } from './prove/course';

const courses: Course[] = [];
afterEach(async () => {
  await Promise.all(courses.splice(0).map((course) => course.end()));
});

/** A sandbox that ends with the test. */
async function start(name: string, behaviours: readonly string[] = []): Promise<Course> {
  const course = await Course.start(name, behaviours);
  courses.push(course);
  return course;
}

/** Outcomes of the assumptions that a proof tries. */
function outcomesOf({ report }: Proved, ids: readonly AssumptionId[]): Record<string, string> {
  const wanted = new Set<string>(ids);
  return Object.fromEntries(
    report.assumptions
      .filter(({ id }) => wanted.has(id))
      .map(({ id, outcome, facts }) => {
        // The facts say why, when it is another one than is expected.
        return [id, outcome === 'not settled' ? facts.join('\n') : outcome];
      }),
  );
}

const TRIED = PROOFS.map(({ assumption }) => assumption);

/** What the sandbox has besides what was there before: nothing of the proof may stay. */
async function found({ harness }: Course) {
  const { aws, subject } = harness;
  const ask = <T>(service: string, operation: string, answer: z.ZodType<T>, parameters = {}) =>
    aws.call(subject.place, service, operation, parameters, answer);
  const texts = z.array(z.record(z.string(), z.unknown()));
  const names = (items: z.output<typeof texts>, key: string): string[] => items.map((item) => String(item[key])).sort();
  const stacks = await ask('cloudformation', 'describe_stacks', z.object({ Stacks: texts }));
  const buckets = await ask('s3', 'list_buckets', z.object({ Buckets: texts }));
  const roles = await ask('iam', 'list_roles', z.object({ Roles: texts }));
  const policies = await ask('iam', 'list_policies', z.object({ Policies: texts }), { Scope: 'Local' });
  const parameters = await ask('ssm', 'describe_parameters', z.object({ Parameters: texts }));
  const groups = await ask('logs', 'describe_log_groups', z.object({ logGroups: texts }));
  const models = await ask('sagemaker', 'list_models', z.object({ Models: texts }));
  const configs = await ask('sagemaker', 'list_endpoint_configs', z.object({ EndpointConfigs: texts }));
  const packages = await ask(
    'sagemaker',
    'list_model_package_groups',
    z.object({ ModelPackageGroupSummaryList: texts }),
  );
  const tables = await ask('dynamodb', 'list_tables', z.object({ TableNames: z.array(z.string()) }));
  return {
    stacks: names(stacks.Stacks, 'StackName'),
    buckets: names(buckets.Buckets, 'Name'),
    roles: names(roles.Roles, 'RoleName'),
    policies: names(policies.Policies, 'PolicyName'),
    parameters: names(parameters.Parameters, 'Name'),
    logGroups: names(groups.logGroups, 'logGroupName'),
    models: names(models.Models, 'ModelName'),
    configs: names(configs.EndpointConfigs, 'EndpointConfigName'),
    groups: names(packages.ModelPackageGroupSummaryList, 'ModelPackageGroupName'),
    tables: tables.TableNames,
  };
}

test('every assumption that a proof tries is seen to hold, and everything that was made is deleted', async () => {
  const course = await start('prove');
  const before = await found(course);
  const proved = await course.prove();
  expect(outcomesOf(proved, TRIED)).toEqual(Object.fromEntries(TRIED.map((id) => [id, 'holds'])));
  expect(proved.report.left).toEqual([]);
  expect(proved.exitCode).toBe(0);
  expect(await found(course)).toEqual(before);
  // Nobody takes it for a report about AWS.
  expect(proved.markdown).toContain(`**${course.harness.emulator.endpoint}, which is not AWS`);
}, 600_000);

/** Tries these assumptions where the services do otherwise than is assumed. The sandbox goes away, so nothing is deleted. */
async function contradicted(
  name: string,
  behaviours: readonly string[],
  ids: readonly AssumptionId[],
): Promise<Record<string, string>> {
  const course = await start(`prove-${name}`, behaviours);
  const proved = await course.prove('--only', ids.join(','), '--keep');
  expect(proved.exitCode).toBe(1);
  return outcomesOf(proved, ids);
}

function none(ids: readonly AssumptionId[]): Record<string, string> {
  return Object.fromEntries(ids.map((id) => [id, 'does not hold']));
}

/** What the sandbox plays when an assumption is wrong. */
function behaviourOf(id: AssumptionId): string {
  if (id === 'A-SILENT-ROLLBACK') return 'silent-rollback';
  return id === 'A-CANCEL' ? 'cancel-fails' : `fails-${id.slice('A-'.length).toLowerCase()}`;
}

/** Without these, no version is released or taken back, so that others could not be tried beside them. */
const ALONE: readonly AssumptionId[] = ['A-ENI', 'A-STACK-ROLE', 'A-CONFIG-METRICS'];

test('assumptions that are wrong are seen not to hold', async () => {
  const ids = TRIED.filter((id) => !ALONE.includes(id));
  expect(await contradicted('others', ids.map(behaviourOf), ids)).toEqual(none(ids));
}, 400_000);

test('so are those without which no version would serve', async () => {
  const outcomes = await Promise.all(ALONE.map((id) => contradicted(id.toLowerCase(), [behaviourOf(id)], [id])));
  expect(Object.assign({}, ...outcomes)).toEqual(none(ALONE));
}, 400_000);
