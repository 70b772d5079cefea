import { z } from 'zod';
import type { Aws } from './aws';
import { bucketOf } from './release';
import { resourcesOf, stacksOf } from './stacks';
import type { Subject } from './subject';

const DECISIONS = z.object({
  EvaluationResults: z.array(z.object({ EvalActionName: z.string(), EvalDecision: z.string() })),
});

/** A permission that a role has and must not have. */
export interface Excess {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** Something that no role of a workload may do, except those whose logical id begins as one of `except`. */
interface Forbidden {
  readonly action: string;
  readonly resource: string;
  readonly except?: readonly string[];
}

/** Asks the emulator's IAM, for every role of the environment, about actions that only people and pipelines may take. */
export async function excessesOf(
  aws: Aws,
  subject: Subject,
): Promise<{ readonly roles: number; readonly checks: number; readonly excesses: readonly Excess[] }> {
  const forbidden = await forbiddenIn(aws, subject);
  const excesses: Excess[] = [];
  let roles = 0;
  for (const { logicalId, name } of await rolesOf(aws, subject)) {
    roles += 1;
    for (const { action, resource, except = [] } of forbidden) {
      if (except.some((id) => logicalId.startsWith(id))) continue;
      if (await isAllowed(aws, subject, name, action, resource)) excesses.push({ role: name, action, resource });
    }
  }
  return { roles, checks: roles * forbidden.length, excesses };
}

async function forbiddenIn(aws: Aws, subject: Subject): Promise<Forbidden[]> {
  const { environment, place } = subject;
  const at = (service: string, resource: string) => `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  const weights = `arn:aws:s3:::${await bucketOf(aws, subject, 'Artifacts')}/models/churn/1/model.json`;
  const perModel = environment.models.flatMap(({ name }): Forbidden[] => [
    // The seeder creates the parameter, and a condition keeps it from overwriting; the release machine writes it.
    {
      action: 'ssm:PutParameter',
      resource: at('ssm', `parameter${environment.names.releaseParameter(name)}`),
      except: ['Seeder', 'MachineRole'],
    },
    { action: 'sagemaker:UpdateEndpoint', resource: at('sagemaker', `endpoint/${environment.names.endpoint(name)}`) },
    { action: 'sagemaker:DeleteEndpoint', resource: at('sagemaker', `endpoint/${environment.names.endpoint(name)}`) },
  ]);
  return [
    ...perModel,
    { action: 's3:PutObject', resource: weights },
    { action: 's3:DeleteObject', resource: weights },
    { action: 'iam:CreateUser', resource: `arn:aws:iam::${place.account}:user/x` },
    { action: 'iam:AttachRolePolicy', resource: `arn:aws:iam::${place.account}:role/x` },
    { action: 'iam:PassRole', resource: `arn:aws:iam::${place.account}:role/x` },
    { action: 'kms:ScheduleKeyDeletion', resource: at('kms', 'key/00000000-0000-0000-0000-000000000000') },
    { action: 'cloudformation:UpdateStack', resource: at('cloudformation', `stack/${environment.name}-Registry/x`) },
    { action: 'cloudtrail:StopLogging', resource: at('cloudtrail', 'trail/x') },
  ];
}

async function rolesOf(aws: Aws, subject: Subject): Promise<{ readonly logicalId: string; readonly name: string }[]> {
  const found = [];
  for (const { StackName } of await stacksOf(aws, subject.place)) {
    if (!StackName.startsWith(`${subject.environment.name}-`)) continue;
    for (const resource of await resourcesOf(aws, subject.place, StackName)) {
      if (resource.ResourceType !== 'AWS::IAM::Role') continue;
      found.push({ logicalId: resource.LogicalResourceId, name: resource.PhysicalResourceId });
    }
  }
  return found;
}

async function isAllowed(
  aws: Aws,
  { place }: Subject,
  role: string,
  action: string,
  resource: string,
): Promise<boolean> {
  const parameters = {
    PolicySourceArn: `arn:aws:iam::${place.account}:role/${role}`,
    ActionNames: [action],
    ResourceArns: [resource],
  };
  const { EvaluationResults } = await aws.call(place, 'iam', 'simulate_principal_policy', parameters, DECISIONS);
  return EvaluationResults.some(({ EvalDecision }) => EvalDecision === 'allowed');
}
