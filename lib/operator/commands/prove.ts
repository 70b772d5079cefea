import { InvalidArgumentError, Option } from 'commander';
import { confirmOption, projectOptions } from '../options';
import { PROOF_PERMISSIONS } from '../prove/permissions';
import type * as Run from '../prove/run';
import { examples, verb } from '../verb';

/**
 * `blueprint prove`: tries what is assumed about AWS in a real account, in an environment of its own that it deletes again,
 * and writes what came of it.
 */
export const prove = verb(
  {
    name: 'prove',
    description: 'try in a real account what is assumed about AWS, and write a dated report',
    declare: (command) =>
      confirmOption(projectOptions(command))
        .requiredOption('--env <name>', 'environment whose account, Region and network are used, e.g. dev')
        .option('--only <ids>', 'assumptions to try, e.g. A-ENI,A-REPLICA (default: all)')
        .option('--image <uri>', 'container with its digest (default: the container of AWS for Triton, without GPU)')
        .option('--out <folder>', 'folder for the report, as Markdown and as JSON', 'proof')
        .option('--resume', 'go on with what an earlier run deployed; what it settled is not tried again')
        .option('--keep', 'delete nothing at the end')
        .option('--teardown', 'delete what an earlier run made, and try nothing')
        .addOption(
          new Option(
            '--mail-arrived <answer>',
            'whether the mail of the alarm arrives (default: you are asked)',
          ).choices(['yes', 'no']),
        )
        // For a service whose durations are scaled, as those of the sandbox are.
        .addOption(new Option('--time-scale <factor>', 'factor of every pause').argParser(factorOf).hideHelp())
        .addHelpText(
          'after',
          `${examples(
            'blueprint prove --env dev',
            'blueprint prove --env dev --only A-ENI,A-REPLICA',
            'blueprint prove --env dev --resume',
            'blueprint prove --env dev --teardown',
          )}\n\nIt needs credentials of an administrator of the account, and asks before it makes anything. Exit code 0: nothing\nthat was tried turned out otherwise, and nothing is left; 1: an assumption does not hold, or something is left.`,
        ),
    run: (host, options: Run.ProveOptions) => {
      // It loads the libraries of the configuration.
      const { runProve } = require('../prove/run') as typeof Run;
      return runProve(host, options);
    },
  },
  PROOF_PERMISSIONS,
);

function factorOf(text: string): number {
  const factor = Number(text);
  if (Number.isFinite(factor) && factor > 0 && factor <= 1) return factor;
  throw new InvalidArgumentError('it must be more than 0 and at most 1.');
}
