import type { Command } from 'commander';
import type { OperationName } from './aws/operations';
import { openSession, SESSION_PERMISSIONS, type PlaceOptions, type Session } from './aws/session';
import type { Host } from './console';
import type { ExitCode } from './errors';
import { environmentOptions } from './options';
import type { CallsOf, Permissions } from './permissions';

/** A verb of the command. */
export interface Verb {
  /** As it is called, e.g. `which`, or `config check` for a verb of a group. */
  readonly name: string;
  /** Everything that it asks AWS for. */
  readonly permissions: Permissions;
  /** Declares it as `command`; `done` hears how a run of it ended. */
  addTo(command: Command, host: Host, done: (code: ExitCode) => void): void;
}

type Arguments = readonly (string | undefined)[];

interface Definition<Options extends object, Given extends Arguments> {
  readonly name: string;
  /** One line, lower case, no full stop. */
  readonly description: string;
  /** Adds arguments, flags and what the help says besides. */
  declare(command: Command): Command;
  run(host: Host, options: Options, ...given: Given): ExitCode | Promise<ExitCode>;
}

/**
 * Defines a verb that works on a project.
 *
 * @param permissions what it asks AWS for. @default - nothing
 */
export function verb<Options extends object, Given extends Arguments>(
  definition: Definition<Options, Given>,
  permissions: Permissions = [],
): Verb {
  return withPermissions(definition, permissions);
}

/** The host, and the way to the environment that the options name. */
interface Environment<Allowed extends OperationName> {
  readonly host: Host;
  /** @throws OperatorError when the environment, the account or the credentials are not the right ones */
  readonly open: (options: PlaceOptions) => Promise<Session<Allowed>>;
}

interface EnvironmentDefinition<
  Asked extends Permissions,
  Options extends PlaceOptions,
  Given extends Arguments,
> extends Omit<Definition<Options, Given>, 'run'> {
  /** What it asks AWS for besides what finds the environment: its session can ask for nothing else. */
  readonly permissions: Asked;
  run(
    environment: Environment<CallsOf<Asked | typeof SESSION_PERMISSIONS>>,
    options: Options,
    ...given: Given
  ): Promise<ExitCode>;
}

/** Defines a verb that works on a deployed environment: it has the flags that say which one. */
export function environmentVerb<const Asked extends Permissions, Options extends PlaceOptions, Given extends Arguments>(
  definition: EnvironmentDefinition<Asked, Options, Given>,
): Verb {
  const { name, description, permissions } = definition;
  return withPermissions<Options, Given>(
    {
      name,
      description,
      declare: (command) => definition.declare(environmentOptions(command)),
      run: (host, options, ...given) =>
        definition.run({ host, open: (place) => openSession(place, host) }, options, ...given),
    },
    [...SESSION_PERMISSIONS, ...permissions],
  );
}

function withPermissions<Options extends object, Given extends Arguments>(
  definition: Definition<Options, Given>,
  permissions: Permissions,
): Verb {
  const { name, description } = definition;
  return {
    name,
    permissions,
    addTo: (command, host, done) => {
      definition.declare(command.description(description)).action(async () => {
        // Commander gives them as they were declared; that the types of `run` say the same, no compiler sees.
        const given: readonly unknown[] = command.processedArgs;
        done(await definition.run(host, command.opts<Options>(), ...(given as Given)));
      });
    },
  };
}

/** Examples at the end of a help text. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
