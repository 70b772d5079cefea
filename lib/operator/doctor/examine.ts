import type { ResolvedEnvironment } from '../../config';
import { clientsFor } from '../aws/clients';
import { isWithoutCredentials } from '../aws/failure';
import { callWith, type OperationName } from '../aws/operations';
import { requireAccount } from '../aws/session';
import type { Host } from '../console';
import type { Permissions } from '../permissions';
import type { Ask, Check, Finding, Subject } from './check';
import { CHECKS } from './checks';

/** One finding, with the check that found it. */
export interface Examined extends Finding {
  /** The check, e.g. `bootstrap`. */
  readonly id: string;
  /** What has to be there. */
  readonly title: string;
  /** Place of the check in the order in which an environment needs these things, from 1. */
  readonly order: number;
}

/** What knowing whose credentials these are asks for. */
export const IDENTITY_PERMISSIONS = [
  { calls: ['GetCallerIdentity'], on: 'nothing: it is always allowed' },
] as const satisfies Permissions;

/** Everything that an examination asks for. */
export const EXAMINE_PERMISSIONS: Permissions = [
  ...IDENTITY_PERMISSIONS,
  ...CHECKS.flatMap(({ permissions }) => permissions),
];

/**
 * Looks for everything that an environment needs. Without credentials, it says what the configuration alone shows.
 *
 * @throws OperatorError when the credentials are those of another account, or AWS does not accept them
 */
export async function examine(environment: ResolvedEnvironment, root: string, host: Host): Promise<Examined[]> {
  const subject: Subject = { environment, root, today: host.today };
  const ask = askFor(environment, host);
  const signedIn = await isSignedIn(environment, ask);
  const found = await Promise.all(
    CHECKS.map(async (check, index) => {
      const findings = signedIn
        ? await check.withCredentials(subject, ask)
        : check.withoutCredentials(subject, 'no credentials');
      return findings.map((finding) => examined(check, index, finding));
    }),
  );
  return found.flat();
}

function examined({ id, title }: Check, index: number, finding: Finding): Examined {
  return { id, order: index + 1, title, ...finding };
}

/** The clients of each Region are made once. */
function askFor(environment: ResolvedEnvironment, { variables }: Host): Ask<OperationName> {
  const calls = new Map<string, ReturnType<Ask<OperationName>>>();
  return (region = environment.region) => {
    const call = calls.get(region) ?? callWith(clientsFor(region, variables));
    calls.set(region, call);
    return call;
  };
}

async function isSignedIn({ name, account }: ResolvedEnvironment, ask: Ask<OperationName>): Promise<boolean> {
  try {
    const { Account = '' } = await ask()('GetCallerIdentity', {});
    requireAccount(name, account, Account);
    return true;
  } catch (error) {
    if (isWithoutCredentials(error)) return false;
    throw error;
  }
}
