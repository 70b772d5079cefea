import * as path from 'node:path';
import { SandboxFailure } from './failure';
import type { RunFolder } from './paths';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** What programs need of the caller's environment. Nothing that begins with AWS_ is among it. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TERM', 'SystemRoot', 'TZ'] as const;
/** Lets pip reach the index that the person has set up. */
const INSTALL_INHERITED = ['HOME', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

type Variables = Record<string, string>;

/**
 * Refuses every endpoint that is not on this machine.
 *
 * @throws SandboxFailure naming the host
 */
export function requireLoopback(endpoint: string): void {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : endpoint;
  if (LOOPBACK.has(host)) return;
  throw new SandboxFailure(
    `the sandbox runs against loopback addresses only, got ${endpoint}`,
    'unset AWS_ENDPOINT_URL; the sandbox starts its own endpoint on 127.0.0.1',
  );
}

/**
 * Refuses to run where the caller's environment names another endpoint, which could only be a mistake.
 *
 * @throws SandboxFailure naming the host
 */
export function requireNoForeignEndpoint(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('AWS_ENDPOINT_URL') && value !== undefined && value !== '') requireLoopback(value);
  }
}

/** What the emulator and pip are started with. */
export function baseVariables(environment: NodeJS.ProcessEnv): Variables {
  return pick(environment, INHERITED);
}

/** What pip is started with. */
export function installVariables(environment: NodeJS.ProcessEnv): Variables {
  const pip = Object.keys(environment).filter((name) => name.startsWith('PIP_') || name.startsWith('SSL_'));
  return pick(environment, [...INHERITED, ...INSTALL_INHERITED, ...pip]);
}

/**
 * Variables with which the AWS CLI, the SDKs and the CDK command line reach the emulator and nothing else: fake
 * credentials, one endpoint for every service, no profile, no instance metadata.
 *
 * @param account the emulator takes the account from the access key
 */
export function awsVariables(endpoint: string, account: string, region: string): Variables {
  requireLoopback(endpoint);
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
  };
}

/** What the CDK command line is started with. */
export function cdkVariables(
  environment: NodeJS.ProcessEnv,
  run: RunFolder,
  endpoint: string,
  account: string,
  region: string,
): Variables {
  return {
    ...baseVariables(environment),
    ...awsVariables(endpoint, account, region),
    HOME: run.home,
    CDK_HOME: path.join(run.home, '.cdk'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NO_COLOR: '1',
    // The warning about the end of Node 20 would fill the log.
    NODE_OPTIONS: '--no-warnings',
  };
}

function pick(environment: NodeJS.ProcessEnv, names: readonly string[]): Variables {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
