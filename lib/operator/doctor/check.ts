import type { ResolvedEnvironment } from '../../config';
import { isDenied } from '../aws/failure';
import type { Call, OperationName } from '../aws/operations';
import type { CallsOf, Permissions } from '../permissions';

/** What a check looks at. */
export interface Subject {
  readonly environment: ResolvedEnvironment;
  /** Folder of the project. */
  readonly root: string;
  /** `YYYY-MM-DD` (UTC). */
  readonly today: string;
}

/** One thing that a check found. */
export interface Finding {
  /** `missing`: the deployment, a release or an alert fails without it. */
  readonly status: 'ok' | 'missing' | 'not checked';
  /** What is there, or what is needed. */
  readonly what: string;
  /** Why it was not checked. */
  readonly reason?: string;
  /** The command or the step that helps. */
  readonly remedy?: string;
}

/** Asks AWS in a Region. @default - the Region of the environment */
export type Ask<Allowed extends OperationName> = (region?: string) => Call<Allowed>;

/** One prerequisite of an environment. */
export interface Check {
  /** E.g. `bootstrap`. Stable: scripts rely on it. */
  readonly id: string;
  /** What has to be there, one line, lower case, no full stop. */
  readonly title: string;
  /** Everything that it asks AWS for. */
  readonly permissions: Permissions;
  /** What the configuration alone shows. */
  withoutCredentials(subject: Subject, reason: string): Finding[];
  /** What AWS says. A call that AWS denies leaves the check undone; any other failure throws. */
  withCredentials(subject: Subject, ask: Ask<OperationName>): Promise<Finding[]>;
}

interface Definition<Asked extends Permissions> {
  readonly id: string;
  readonly title: string;
  readonly permissions: Asked;
  /** What the environment needs, as the configuration alone shows. Empty: nothing of this kind, and AWS is not asked. */
  needs(subject: Subject): readonly string[];
  /** How to look without this command, e.g. with other credentials. @default - sign in, and run it again */
  otherwise?(subject: Subject): string;
  look(subject: Subject, ask: Ask<CallsOf<Asked>>): Promise<Finding[]>;
}

/** Defines a check that asks AWS: it can send only the calls that it declares. */
export function awsCheck<const Asked extends Permissions>(definition: Definition<Asked>): Check {
  const { id, title, permissions } = definition;
  const undone = (subject: Subject, reason: string, remedy: string): Finding[] =>
    definition
      .needs(subject)
      .map((what) => ({ status: 'not checked', what, reason, remedy: definition.otherwise?.(subject) ?? remedy }));
  return {
    id,
    title,
    permissions,
    withoutCredentials: (subject, reason) =>
      undone(subject, reason, `sign in to account ${subject.environment.account}, and run it again`),
    withCredentials: async (subject, ask) => {
      if (definition.needs(subject).length === 0) return [];
      try {
        return await definition.look(subject, ask);
      } catch (error) {
        if (!isDenied(error)) throw error;
        const reason = `AWS denied it: ${error.message}`;
        return undone(subject, reason, 'use a role that may do this: docs/operator.md lists what each check asks for');
      }
    },
  };
}
