import { Command, CommanderError } from 'commander';
import { isDay } from '../config';
import { configCheck } from './commands/config-check';
import { configShow } from './commands/config-show';
import { doctor } from './commands/doctor';
import { coloursOf, type Host } from './console';
import { EXIT, OperatorError, type ExitCode } from './errors';
import { findRoot } from './root';

interface CommonOptions {
  readonly root?: string;
  readonly evaluationDate?: string;
  readonly json?: boolean;
}

const EXIT_CODES = `
Exit codes:
  0  done
  1  refused: the configuration or a check says no
  2  called wrongly`;

/**
 * Runs the operator command.
 *
 * @param argv arguments without node and script
 * @returns the exit code: 0 done, 1 refused, 2 called wrongly
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
    return report(error, argv.includes('--debug'), host);
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
    .action((given: CommonOptions) => done(configCheck(common(given), host)));

  withCommon(config.command('show'))
    .description('print what an environment resolves to, with where each value came from')
    .requiredOption('--env <name>', 'environment, e.g. prod')
    .option('--model <name>', 'only this model')
    .addHelpText(
      'after',
      examples('blueprint config show --env prod', 'blueprint config show --env dev --model churn --json'),
    )
    .action((given: CommonOptions & { env: string; model?: string }) =>
      done(configShow({ ...common(given), env: given.env, model: given.model }, host)),
    );

  withCommon(program.command('doctor'))
    .description('say what a fork still misses; exits 1 only when nothing would work')
    .addHelpText('after', examples('blueprint doctor', 'blueprint doctor --json'))
    .action((given: CommonOptions) => done(doctor(common(given), host)));
  return program;
}

function withCommon(command: Command): Command {
  return command
    .option('--root <folder>', 'project folder (default: the nearest from here up that holds config/company.yaml)')
    .option('--evaluation-date <day>', 'day for which expiry is judged, YYYY-MM-DD (default: today, UTC)')
    .option('--json', 'print JSON')
    .option('--debug', 'print the stack trace of an error');
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

function evaluationDate(day: string): string {
  if (isDay(day)) return day;
  throw new OperatorError(
    `--evaluation-date must be a day that exists, YYYY-MM-DD, got ${day}`,
    'e.g. --evaluation-date 2026-11-23',
  );
}

function report(error: unknown, debug: boolean, host: Host): ExitCode {
  // Commander has printed its own message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { red } = coloursOf(host);
  const known = error instanceof OperatorError;
  const message = error instanceof Error ? error.message : String(error);
  host.err(`${red('error')}: ${message}`);
  host.err(`next: ${known ? error.next : 'run it again with --debug, and report what it prints'}`);
  if (debug && error instanceof Error && error.stack !== undefined) host.err(error.stack);
  return known ? error.exitCode : EXIT.refused;
}
