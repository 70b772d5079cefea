import { Command, CommanderError } from 'commander';
import { explainAws } from './aws/failure';
import { GROUPS, VERBS } from './commands';
import { coloursOf, printJson, type Host } from './console';
import { EXIT, OperatorError, type ExitCode } from './errors';

const EXIT_CODES = `
Exit codes:
  0  done
  1  refused or failed, because of the configuration, a check, a release or the ledger
  2  wrong usage: an option, a model, a version or an environment that does not exist
  3  not confirmed: the answer was no, or there is no terminal to ask; nothing was changed
  4  AWS could not be called: credentials, account, permission or network
  5  the command stopped watching; the release goes on`;

/**
 * Runs the operator command.
 *
 * @param argv arguments without node and script
 * @returns the exit code, see {@link EXIT}
 */
export async function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = programFor(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, argv, host);
  }
}

function programFor(host: Host, done: (code: ExitCode) => void): Command {
  const program = new Command('blueprint')
    .description('Takes AI models to production on AWS: checks the configuration, and operates what is deployed.')
    .option('--debug', 'print the stack trace of an error')
    .configureOutput({
      writeOut: (text) => host.out(text.trimEnd()),
      writeErr: (text) => host.err(text.trimEnd()),
      getOutHelpWidth: () => host.columns ?? 100,
      getErrHelpWidth: () => host.columns ?? 100,
    })
    .exitOverride()
    .showHelpAfterError('run the command with --help for examples')
    .addHelpText('after', `${EXIT_CODES}\n\nBegin with:\n  $ blueprint doctor`);
  const groups = new Map<string, Command>();
  for (const verb of VERBS) {
    const [name = '', group] = verb.name.split(' ').toReversed();
    verb.addTo((group === undefined ? program : groupOf(group, program, groups)).command(name), host, done);
  }
  return program;
}

function groupOf(name: string, program: Command, groups: Map<string, Command>): Command {
  const group = groups.get(name) ?? program.command(name).description(GROUPS.get(name) ?? '');
  groups.set(name, group);
  return group;
}

function report(error: unknown, argv: readonly string[], host: Host): ExitCode {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { red } = coloursOf(host);
  const known = error instanceof OperatorError ? error : explainAws(error);
  const message = known?.message ?? (error instanceof Error ? error.message : String(error));
  const next = known?.next ?? 'run it again with --debug, and report what it prints';
  const exitCode = known?.exitCode ?? EXIT.refused;
  const details = known?.details ?? [];
  if (argv.includes('--json')) printJson(host, { ok: false, error: { message, details, next, exitCode } });
  for (const detail of details) host.err(`  - ${detail}`);
  host.err(`${red('error')}: ${message}`);
  host.err(`next: ${next}`);
  if (argv.includes('--debug') && error instanceof Error && error.stack !== undefined) host.err(error.stack);
  return exitCode;
}
