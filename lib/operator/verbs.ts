import { Option, type Command } from 'commander';
import type { Host } from './console';
import type { ExitCode } from './errors';
import type { VerbOptions } from './commands/verb';

/** Loaded when they are called: the clients of AWS take longer to load than help takes to print. */
const commands = {
  which: () => require('./commands/which') as typeof import('./commands/which'),
  timeline: () => require('./commands/timeline') as typeof import('./commands/timeline'),
  list: () => require('./commands/list') as typeof import('./commands/list'),
  diff: () => require('./commands/diff') as typeof import('./commands/diff'),
  verify: () => require('./commands/verify') as typeof import('./commands/verify'),
  register: () => require('./commands/register') as typeof import('./commands/register'),
  approve: () => require('./commands/approve') as typeof import('./commands/approve'),
  release: () => require('./commands/release') as typeof import('./commands/release'),
};

type Done = (code: ExitCode) => void;

/** Examples at the end of a help text. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

/** Adds the verbs that work on a deployed environment. */
export function addVerbs(program: Command, host: Host, done: Done): void {
  addQuestions(program, host, done);
  addRegistry(program, host, done);
  addReleases(program, host, done);
}

function addQuestions(program: Command, host: Host, done: Done): void {
  verb(program, 'which', 'say which version was serving at a time, or is now')
    .argument('<model>', 'name of the model')
    .option('--at <time>', 'local time such as "2026-11-17 15:47", or with an offset or Z (default: now)')
    .option('--tz <zone>', 'zone of --at, e.g. Asia/Kolkata (default: the zone of this machine, which is printed)')
    .addHelpText(
      'after',
      examples(
        'blueprint which churn --env prod',
        'blueprint which churn --env prod --at "2026-11-17 15:47" --tz Asia/Kolkata',
        'blueprint which churn --env prod --at 2026-11-17T10:17:00Z --json | jq .answers[0].versions',
      ),
    )
    .action(async (model: string, options: VerbOptions) => done(await commands.which().which(model, options, host)));

  verb(program, 'timeline', 'tell what happened to a model, in order')
    .argument('<model>', 'name of the model')
    .option('--since <time>', 'from this time on (default: 30 days ago)')
    .option('--until <time>', 'before this time (default: now)')
    .option('--tz <zone>', 'zone of --since and --until, and of the times printed (default: UTC for printing)')
    .addHelpText(
      'after',
      examples(
        'blueprint timeline churn --env prod',
        'blueprint timeline churn --env prod --since 2026-11-01 --until 2026-11-18 --tz Europe/Berlin',
      ),
    )
    .action(async (model: string, options: VerbOptions) =>
      done(await commands.timeline().timeline(model, options, host)),
    );

  verb(program, 'list', 'list the models and what they serve, or the versions of one')
    .argument('[model]', 'list the versions of this model instead')
    .addHelpText('after', examples('blueprint list --env prod', 'blueprint list churn --env prod --json'))
    .action(async (model: string | undefined, options: VerbOptions) =>
      done(await commands.list().list(model, options, host)),
    );

  verb(program, 'diff', 'tell what differs between two versions: data, metrics, container, configuration')
    .argument('<model>', 'name of the model')
    .argument('<from>', 'version, e.g. 13 or v13')
    .argument('<to>', 'version, e.g. 14 or v14')
    .addHelpText('after', examples('blueprint diff churn 13 14 --env prod'))
    .action(async (model: string, from: string, to: string, options: VerbOptions) =>
      done(await commands.diff().diff(model, from, to, options, host)),
    );

  verb(program, 'verify', 'prove that nothing in the ledger was altered, left out or removed')
    .argument('[model]', 'only the records of this model')
    .addHelpText('after', examples('blueprint verify --env prod', 'blueprint verify churn --env prod --json'))
    .action(async (model: string | undefined, options: VerbOptions) =>
      done(await commands.verify().verify(model, options, host)),
    );
}

function addRegistry(program: Command, host: Host, done: Done): void {
  changing(verb(program, 'register', 'register a version with where it came from; refused without'))
    .argument('<model>', 'name of the model')
    .option(
      '--image <uri>',
      'container image with its digest, …@sha256:… (default: the one that the configuration pins)',
    )
    .option('--weights <uri>', 's3://…/ for a folder, or s3://….tar.gz')
    .option('--data-uri <uri>', 'where the training data lies, s3://…')
    .option('--data-hash <hash>', 'hash of the training data, sha256:…')
    .option('--data-file <file>', 'local copy of the training data, to compute its hash from')
    .option('--metrics <file>', 'JSON file with the evaluation metrics: names and numbers')
    .option('--hyperparameters <file>', 'JSON file with the hyperparameters')
    .option('--commit <id>', 'commit of the training code, whole (git rev-parse HEAD)')
    .option('--author <name>', 'who made it (default: the identity of the credentials)')
    .option('--description <text>', 'what is new in this version')
    .addHelpText(
      'after',
      examples(
        'blueprint register churn --env prod --weights s3://excorp-models/models/churn/v15/ \\\n' +
          '      --data-uri s3://excorp-data/snapshots/2026-11-01/ --data-file train.parquet \\\n' +
          '      --metrics metrics.json --hyperparameters params.json --commit "$(git rev-parse HEAD)" --yes',
      ),
    )
    .action(async (model: string, options: VerbOptions) =>
      done(await commands.register().register(model, options, host)),
    );

  changing(verb(program, 'approve', 'approve a version; the release then starts by itself'))
    .argument('<model>', 'name of the model')
    .argument('<version>', 'version, e.g. 15 or v15')
    .option('--reason <text>', 'why, e.g. the number of the change: mandatory')
    .addHelpText(
      'after',
      '\nA high-risk model needs two people: the first approves the review, the second the version. Nobody approves a\n' +
        `version of one's own.\n${examples('blueprint approve churn 15 --env prod --reason "CHG-812"')}`,
    )
    .action(async (model: string, version: string, options: VerbOptions) =>
      done(await commands.approve().approve(model, version, options, host)),
    );

  changing(verb(program, 'reject', 'reject a version; one that serves is rolled back'))
    .argument('<model>', 'name of the model')
    .argument('<version>', 'version, e.g. 15 or v15')
    .option('--reason <text>', 'why: mandatory')
    .addHelpText('after', examples('blueprint reject churn 15 --env prod --reason "recall fell on new customers"'))
    .action(async (model: string, version: string, options: VerbOptions) =>
      done(await commands.approve().reject(model, version, options, host)),
    );
}

function addReleases(program: Command, host: Host, done: Done): void {
  changing(verb(program, 'promote', 'release an approved version, and take a pin off'))
    .argument('<model>', 'name of the model')
    .argument('[version]', 'version, e.g. 15 or v15 (default: the newest that is approved)')
    .option('--reason <text>', 'why')
    .addOption(noWatch())
    .addHelpText('after', examples('blueprint promote churn --env prod', 'blueprint promote churn 15 --env prod --yes'))
    .action(async (model: string, version: string | undefined, options: VerbOptions) =>
      done(await commands.release().promote(model, version, options, host)),
    );

  changing(verb(program, 'rollback', 'go back to the last version that served well, and pin it'))
    .argument('<model>', 'name of the model')
    .option('--reason <text>', 'why: mandatory')
    .option('--to <version>', 'go back to this version instead')
    .addOption(noWatch())
    .addHelpText(
      'after',
      `\nThe model stays on that version until the next promote or unpin.\n${examples(
        'blueprint rollback churn --env prod --reason "INC-77: scores are all 0.5"',
        'blueprint rollback churn --env prod --to 12 --reason "INC-77" --yes --json',
      )}`,
    )
    .action(async (model: string, options: VerbOptions) =>
      done(await commands.release().rollback(model, options, host)),
    );

  changing(verb(program, 'pin', 'keep a model on the version that it serves'))
    .argument('<model>', 'name of the model')
    .option('--reason <text>', 'why: mandatory')
    .addOption(noWatch())
    .addHelpText('after', examples('blueprint pin churn --env prod --reason "end of quarter"'))
    .action(async (model: string, options: VerbOptions) => done(await commands.release().pin(model, options, host)));

  changing(verb(program, 'unpin', 'let releases through again'))
    .argument('<model>', 'name of the model')
    .option('--reason <text>', 'why: mandatory')
    .addOption(noWatch())
    .addHelpText('after', examples('blueprint unpin churn --env prod --reason "the quarter has ended"'))
    .action(async (model: string, options: VerbOptions) => done(await commands.release().unpin(model, options, host)));
}

function verb(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--env <name>', 'environment, e.g. prod (default: $BLUEPRINT_ENV)')
    .option(
      '--prefix <prefix>',
      "the company's prefix (default: $BLUEPRINT_PREFIX, the configuration, or the only one)",
    )
    .option('--account <id>', 'account that the environment must be in (default: what the configuration says)')
    .option('--region <region>', 'Region (default: the configuration, or that of the credentials)')
    .option('--root <folder>', 'project folder; not needed to operate')
    .option('--json', 'print JSON')
    .option('--debug', 'print the stack trace of an error');
}

function noWatch(): Option {
  return new Option('--no-watch', 'do not wait for the end of the release');
}

function changing(command: Command): Command {
  return command.option('--yes', 'do not ask for confirmation');
}
