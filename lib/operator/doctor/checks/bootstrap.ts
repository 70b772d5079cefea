import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { nameOf } from '../../aws/failure';
import type { Call } from '../../aws/operations';
import { awsCheck, type Finding, type Subject } from '../check';

/**
 * Oldest bootstrap stack that the stacks can be deployed with; CDK writes it into the assembly as
 * `requiresBootstrapStackVersion`, and a test compares the two.
 */
export const BOOTSTRAP_VERSION = 6;

/** What CDK uses where `cdk.json` names no other: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html */
const DEFAULT_QUALIFIER = 'hnb659fds';
const QUALIFIER_KEY = '@aws-cdk/core:bootstrapQualifier';

/** Whether each Region of the environment has a bootstrap stack, and one that is new enough. */
export const bootstrap = awsCheck({
  id: 'bootstrap',
  title: 'a CDK bootstrap stack in each Region, new enough for the stacks',
  permissions: [{ calls: ['GetParameter'], on: '`/cdk-bootstrap/<qualifier>/version` in each Region' }],
  needs: (subject) =>
    regionsOf(subject).map((region) => `whether ${region} has bootstrap version ${BOOTSTRAP_VERSION} or newer`),
  look: async (subject, ask) =>
    Promise.all(
      regionsOf(subject).map(async (region) => judged(subject, region, await versionIn(subject, ask(region)))),
    ),
});

function regionsOf({ environment: { region, recoveryRegion } }: Subject): readonly string[] {
  return recoveryRegion === undefined ? [region] : [region, recoveryRegion];
}

async function versionIn(subject: Subject, call: Call<'GetParameter'>): Promise<number | undefined> {
  try {
    const { Parameter } = await call('GetParameter', { Name: `/cdk-bootstrap/${qualifierOf(subject)}/version` });
    return Number(Parameter?.Value);
  } catch (error) {
    if (nameOf(error) === 'ParameterNotFound') return undefined;
    throw error;
  }
}

function qualifierOf({ root }: Subject): string {
  const file = path.join(root, 'cdk.json');
  if (!existsSync(file)) return DEFAULT_QUALIFIER;
  const { context } = JSON.parse(readFileSync(file, 'utf8')) as { context?: Readonly<Record<string, unknown>> };
  const given = context?.[QUALIFIER_KEY];
  return typeof given === 'string' ? given : DEFAULT_QUALIFIER;
}

/** A bare `cdk bootstrap` gives a new execution role AdministratorAccess, and takes the boundary from one that has it. */
function judged({ environment: { account, name } }: Subject, region: string, version: number | undefined): Finding {
  const remedy = `run the command for aws://${account}/${region} that this prints, with the execution policies and the permissions boundary: blueprint bootstrap-policies --env ${name}`;
  if (version === undefined) return { status: 'missing', what: `no bootstrap stack in ${region}`, remedy };
  if (version >= BOOTSTRAP_VERSION) return { status: 'ok', what: `bootstrap version ${version} in ${region}` };
  const what = `bootstrap version ${version} in ${region}, the stacks need ${BOOTSTRAP_VERSION}`;
  return { status: 'missing', what, remedy };
}
