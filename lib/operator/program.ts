import { Command, CommanderError } from 'commander';
import { isDay } from '../config/day';
import { explainAws } from './aws/failure';
import { coloursOf, printJson, type Host } from './console';
import { EXIT, OperatorError, type ExitCode } from './errors';
import { findRoot } from './root';
import { addVerbs, examples } from './verbs';

interface CommonOptions {
  readonly root?: string;
  readonly evaluationDate?: string;
  readonly json?: boolean;
}

const EXIT_CODES = `
Exit codes:
  0  done
  1  refused or failed: the configuration, a check, a release or the ledger says no
  2  called wrongly: an option, a model, a version or an environment that does not exist
  3  an answer is needed and there is no terminal, or it was no: nothing was changed
  4  AWS could not be asked: credentials, account, permission or network
  5  no longer watched: the release goes on`;

/** Loaded when they are called: each needs libraries that the others do not, and help needs none. */
const commands = {
  configCheck: () => require('./commands/config-check') as typeof import('./commands/config-check'),
  configShow: () => require('./commands/config-show') as typeof import('./commands/config-show'),
  doctor: () => require('./commands/doctor') as typeof import('./commands/doctor'),
};

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
    .description('Takes AI models to production on AWS: looks at the configuration, and operates what is deployed.')
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
  const config = program.command('config').description('the configuration below config/');
  const common = (given: CommonOptions): { root: string; evaluationDate: string; json: boolean } => ({
    root: findRoot(host.cwd, given.root),
    evaluationDate: evaluationDate(given.evaluationDate ?? host.today),
    json: given.json ?? false,
  });

  withCommon(config.command('check'))
    .description('validate everything; print every problem with file and line')
    .addHelpText('after', examples('blueprint config check', 'blueprint config check --json | jq .problems[].file'))
    .action((given: CommonOptions) => done(commands.configCheck().configCheck(common(given), host)));

  withCommon(config.command('show'))
    .description('print what an environment resolves to, with where each value came from')
    .requiredOption('--env <name>', 'environment, e.g. prod')
    .option('--model <name>', 'only this model')
    .addHelpText(
      'after',
      examples('blueprint config show --env prod', 'blueprint config show --env dev --model churn --json'),
    )
    .action((given: CommonOptions & { env: string; model?: string }) =>
      done(commands.configShow().configShow({ ...common(given), env: given.env, model: given.model }, host)),
    );

  withCommon(program.command('doctor'))
    .description('say what a fork still misses; exits 1 only when nothing would work')
    .addHelpText('after', examples('blueprint doctor', 'blueprint doctor --json'))
    .action((given: CommonOptions) => done(commands.doctor().doctor(common(given), host)));
  addVerbs(program, host, done);
  return program;
}

function withCommon(command: Command): Command {
  return command
    .option('--root <folder>', 'project folder (default: the nearest from here up that holds config/company.yaml)')
    .option('--evaluation-date <day>', 'day for which expiry is judged, YYYY-MM-DD (default: today, UTC)')
    .option('--json', 'print JSON')
    .option('--debug', 'print the stack trace of an error');
}

function evaluationDate(day: string): string {
  if (isDay(day)) return day;
  throw new OperatorError(
    `--evaluation-date must be a day that exists, YYYY-MM-DD, got ${day}`,
    'e.g. --evaluation-date 2026-11-23',
  );
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
