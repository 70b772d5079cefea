import { didYouMean } from '../../config/suggest';
import type { Host } from '../console';
import { EnvironmentNames } from '../../../constructs/model/core';
import { parseEnvironment, type EnvironmentDescription } from '../../description';
import { EXIT, OperatorError } from '../errors';
import type { CallsOf, Permissions } from '../permissions';
import { clientsFor } from './clients';
import { nameOf } from './failure';
import { localPlace, type LocalPlace } from './local-config';
import { callWith, type Call, type OperationName } from './operations';
import { pages } from './pages';

/** Options that say which environment is meant. */
export interface PlaceOptions {
  /** @default - the variable BLUEPRINT_ENV */
  readonly env?: string;
  /** @default - the variable BLUEPRINT_PREFIX, the configuration, or the only one that the account has */
  readonly prefix?: string;
  /** @default - the configuration */
  readonly account?: string;
  /** @default - the configuration, or the Region of the credentials' profile */
  readonly region?: string;
  /** @default - the nearest folder with config/company.yaml, if there is one */
  readonly root?: string;
}

/** What finding the environment asks for. */
export const SESSION_PERMISSIONS = [
  { calls: ['GetCallerIdentity'], on: 'nothing: it is always allowed' },
  { calls: ['GetParameter'], on: '`/<prefix>/<env>/operator`' },
  { calls: ['DescribeParameters'], on: '`*`', when: 'the prefix is not given, or the environment is not found' },
] as const satisfies Permissions;

type Asking = Call<CallsOf<typeof SESSION_PERMISSIONS>>;

/**
 * An environment that the command works on, with the credentials that it has.
 *
 * @typeParam Allowed the operations of AWS that can be asked for. A function that asks for none takes a plain `Session`.
 */
export interface Session<in Allowed extends OperationName = never> {
  readonly host: Host;
  readonly description: EnvironmentDescription;
  readonly caller: { readonly arn: string; readonly account: string; readonly partition: string };
  /** Folder with the configuration. @default - there is none here */
  readonly root?: string;
  readonly call: Call<Allowed>;
}

/** A session that can ask for what the permissions say. */
export type SessionFor<Given extends Permissions> = Session<CallsOf<Given>>;

/**
 * Finds the environment and makes sure that the credentials belong to its account, before anything else is asked.
 *
 * @throws OperatorError when the environment, the account or the credentials are not the right ones
 */
export async function openSession(options: PlaceOptions, host: Host): Promise<Session<OperationName>> {
  const { variables } = host;
  const env = options.env ?? variables['BLUEPRINT_ENV'];
  if (env === undefined) {
    throw new OperatorError(
      'the environment is not known',
      'name it with --env, e.g. --env prod, or set BLUEPRINT_ENV',
    );
  }
  const local = localPlace(host.cwd, env, options.root);
  const region = options.region ?? local?.region ?? variables['AWS_REGION'] ?? variables['AWS_DEFAULT_REGION'];
  const call = callWith(clientsFor(region, variables));
  const ask: Asking = call;
  const identity = ask('GetCallerIdentity', {});
  const prefix = options.prefix ?? variables['BLUEPRINT_PREFIX'] ?? local?.prefix;
  const description = describe(ask, env, prefix);
  const [{ Arn = '', Account = '' }, found] = await both(identity, description);
  const account = options.account ?? local?.account;
  requireAccount(env, account ?? found?.account ?? Account, Account);
  if (found === undefined) throw await noEnvironment(ask, env, prefix, Account, region);
  requireAccount(env, found.account, Account);
  return {
    host,
    description: found,
    caller: { arn: Arn, account: Account, partition: Arn.split(':')[1] ?? 'aws' },
    root: rootOf(local, found),
    call,
  };
}

/** Both results; when both fail, the first one's error: the identity says more plainly what is wrong with credentials. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}

async function describe(
  ask: Asking,
  env: string,
  prefix: string | undefined,
): Promise<EnvironmentDescription | undefined> {
  const name =
    prefix === undefined ? await onlyParameter(ask, env) : new EnvironmentNames(prefix, env).operatorParameter;
  if (name === undefined) return undefined;
  try {
    const { Parameter } = await ask('GetParameter', { Name: name });
    const description = parseEnvironment(Parameter?.Value);
    if (description !== undefined) return description;
    throw new OperatorError(
      `the parameter ${name} does not describe an environment that this version of blueprint knows`,
      'use the version of blueprint that deployed the environment, or deploy it again with this one',
      EXIT.refused,
    );
  } catch (error) {
    if (nameOf(error) === 'ParameterNotFound') return undefined;
    throw error;
  }
}

async function onlyParameter(ask: Asking, env: string): Promise<string | undefined> {
  const names = (await environmentsIn(ask)).filter(({ environment }) => environment === env);
  const [first, ...others] = names;
  if (others.length === 0) return first?.name;
  throw new OperatorError(
    `there is more than one environment ${env} in this account`,
    `choose --prefix from: ${names.map(({ prefix }) => prefix).join(', ')}`,
  );
}

/** The environments that an account has in a Region. */
async function environmentsIn(ask: Asking) {
  const ParameterFilters = [{ Key: 'Name', Option: 'Contains', Values: ['/operator'] }];
  const found = await pages((NextToken) => ask('DescribeParameters', { ParameterFilters, MaxResults: 50, NextToken }));
  return found
    .flatMap(({ Parameters = [] }) => Parameters)
    .flatMap(({ Name = '' }) => {
      const [, prefix, environment] = /^\/([^/]+)\/([^/]+)\/operator$/.exec(Name) ?? [];
      return prefix === undefined || environment === undefined ? [] : [{ name: Name, prefix, environment }];
    });
}

async function noEnvironment(
  ask: Asking,
  env: string,
  prefix: string | undefined,
  account: string,
  region: string | undefined,
): Promise<OperatorError> {
  const known = (await environmentsIn(ask))
    .filter((one) => prefix === undefined || one.prefix === prefix)
    .map(({ environment }) => environment);
  const where = `account ${account}${region === undefined ? '' : `, Region ${region}`}`;
  if (known.length === 0) {
    const company = prefix === undefined ? '' : ` of ${prefix}`;
    return new OperatorError(
      `there is no environment${company} in ${where}`,
      `choose another --region${prefix === undefined ? '' : ' or --prefix'}, or deploy it: npx cdk deploy '${env}/**'`,
    );
  }
  const hint = didYouMean(env, known);
  return new OperatorError(
    `there is no environment ${env} in ${where}${hint === undefined ? '' : `; ${hint}`}`,
    `choose --env from: ${known.join(', ')}`,
  );
}

/** @throws OperatorError when the credentials are for another account than the environment lies in */
export function requireAccount(env: string, wanted: string, account: string): void {
  if (wanted === account) return;
  throw new OperatorError(
    `${env} lies in account ${wanted}, and the credentials are for account ${account}`,
    `use credentials for ${wanted}, e.g. AWS_PROFILE=…, and run it again`,
    EXIT.unreachable,
  );
}

/** The configuration counts only when it is the one of the environment that was found. */
function rootOf(local: LocalPlace | undefined, found: EnvironmentDescription): string | undefined {
  return local?.prefix === found.prefix ? local.root : undefined;
}
