import { z } from 'zod';
import type { Aws } from './aws';
import { environmentStacks, resourceOf, resourcesOf } from './stacks';
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

/** What no role of a workload may do, except those whose logical id begins as one of `except`. */
interface Forbidden {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly except?: readonly string[];
}

/** Asks the emulator's IAM, for every role of the environment, about actions that only people and pipelines may take. */
export async function excessesOf(
  aws: Aws,
  subject: Subject,
): Promise<{ readonly roles: number; readonly checks: number; readonly excesses: readonly Excess[] }> {
  const forbidden = await forbiddenIn(aws, subject);
  const roles = await rolesOf(aws, subject);
  const excesses: Excess[] = [];
  let checks = 0;
  for (const { logicalId, name } of roles) {
    for (const { actions, resource, except = [] } of forbidden) {
      if (except.some((id) => logicalId.startsWith(id))) continue;
      checks += actions.length;
      const allowed = await allowedOf(aws, subject, name, actions, resource);
      excesses.push(...allowed.map((action) => ({ role: name, action, resource })));
    }
  }
  return { roles: roles.length, checks, excesses };
}

async function forbiddenIn(aws: Aws, subject: Subject): Promise<Forbidden[]> {
  const { environment, place } = subject;
  const at = (service: string, resource: string) => `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  const bucket = await resourceOf(aws, subject, 'AWS::S3::Bucket', 'Artifacts');
  const perModel = environment.models.flatMap(({ name }): Forbidden[] => [
    // The seeder creates the parameter, and a condition keeps it from overwriting; the release machine writes it.
    {
      actions: ['ssm:PutParameter'],
      resource: at('ssm', `parameter${environment.names.releaseParameter(name)}`),
      except: ['Seeder', 'MachineRole'],
    },
    {
      actions: ['sagemaker:UpdateEndpoint', 'sagemaker:DeleteEndpoint'],
      resource: at('sagemaker', `endpoint/${environment.names.endpoint(name)}`),
    },
    {
      actions: ['s3:PutObject', 's3:DeleteObject'],
      resource: `arn:aws:s3:::${bucket}/models/${name}/1/weights`,
    },
  ]);
  // The release machine updates the stacks that serve models, and no other.
  const shared = (await environmentStacks(aws, subject)).filter(
    ({ StackName }) => !StackName.startsWith(environment.names.servingStackPrefix),
  );
  return [
    ...perModel,
    ...shared.map(({ StackName }) => ({
      actions: ['cloudformation:UpdateStack'],
      resource: at('cloudformation', `stack/${StackName}/x`),
    })),
    { actions: ['iam:CreateUser'], resource: `arn:aws:iam::${place.account}:user/x` },
    { actions: ['iam:AttachRolePolicy', 'iam:PassRole'], resource: `arn:aws:iam::${place.account}:role/x` },
    { actions: ['kms:ScheduleKeyDeletion'], resource: at('kms', 'key/00000000-0000-0000-0000-000000000000') },
    { actions: ['cloudtrail:StopLogging'], resource: at('cloudtrail', 'trail/x') },
  ];
}

async function rolesOf(aws: Aws, subject: Subject): Promise<{ readonly logicalId: string; readonly name: string }[]> {
  const found = [];
  for (const { StackName } of await environmentStacks(aws, subject)) {
    for (const resource of await resourcesOf(aws, subject.place, StackName)) {
      if (resource.ResourceType !== 'AWS::IAM::Role') continue;
      found.push({ logicalId: resource.LogicalResourceId, name: resource.PhysicalResourceId });
    }
  }
  return found;
}

/** Those of the actions that a role may take. One resource for each call: the emulator looks at the first only. */
async function allowedOf(
  aws: Aws,
  { place }: Subject,
  role: string,
  ActionNames: readonly string[],
  resource: string,
): Promise<string[]> {
  const parameters = {
    PolicySourceArn: `arn:aws:iam::${place.account}:role/${role}`,
    ActionNames,
    ResourceArns: [resource],
  };
  const { EvaluationResults } = await aws.call(place, 'iam', 'simulate_principal_policy', parameters, DECISIONS);
  return EvaluationResults.filter(({ EvalDecision }) => EvalDecision === 'allowed').map(
    ({ EvalActionName }) => EvalActionName,
  );
}
