import { Option } from 'commander';
import { callWith } from '../aws/operations';
import { clientsFor } from '../aws/clients';
import { openSession, requireAccount, SESSION_PERMISSIONS } from '../aws/session';
import { choose } from '../choose';
import { coloursOf, printJson, type Host } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import { confirmOption, projectOf, projectOptions, type ConfirmOptions, type ProjectOptions } from '../options';
import { configuration } from '../project-configuration';
import { confirmed, showPlan } from '../prompts';
import { Kit, type KitOptions } from '../prove/kit';
import { planRows } from '../prove/plan';
import type { ProofReport } from '../prove/proof';
import { PROOFS } from '../prove/proofs';
import { PROOF_PERMISSIONS } from '../prove/trial';
import { examples, verb } from '../verb';

interface Options extends ProjectOptions, ConfirmOptions, KitOptions {
  readonly env?: string;
  /** Ids of assumptions, with commas. @default - all */
  readonly only?: string;
}

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
        .option('--env <name>', 'environment whose account, Region and network are used')
        .option('--only <ids>', 'assumptions to try, e.g. A-ENI,A-REPLICA (default: all)')
        .option('--image <uri>', 'container with its digest (default: the container of AWS for Triton, without GPU)')
        .option('--resume', 'go on with what an earlier run deployed and found')
        .option('--keep', 'delete nothing at the end')
        .option('--teardown', 'delete what an earlier run made, and try nothing')
        .addOption(
          new Option(
            '--mail-arrived <answer>',
            'whether the mail of the alarm arrives (default: you are asked)',
          ).choices(['yes', 'no']),
        )
        // For a service whose durations are scaled, as those of the sandbox are.
        .addOption(new Option('--time-scale <factor>', 'factor of every pause').argParser(Number).hideHelp())
        .addHelpText(
          'after',
          examples(
            'blueprint prove --env dev',
            'blueprint prove --env dev --only A-ENI,A-REPLICA',
            'blueprint prove --env dev --teardown',
          ),
        ),
    run: async (host, options: Options): Promise<ExitCode> => {
      const project = projectOf(options, host);
      const { loadConfig } = configuration();
      const config = loadConfig(project.root, project);
      if (options.env === undefined) {
        throw new OperatorError('the environment is not known', 'name the one whose account is used, e.g. --env dev');
      }
      const environment = choose(config.environments, options.env, 'environment');
      const call = callWith(clientsFor(environment.region, host.variables));
      const { Account = '' } = await call('GetCallerIdentity', {});
      requireAccount(environment.name, environment.account, Account);
      const proofs = chosen(options.only);
      const kit = new Kit({ host, project, config, environment, options, open: openSession });
      if (options.teardown === true) {
        showPlan('delete what blueprint prove made', [['account', environment.account]], host);
        await confirmed('Go ahead?', options.yes === true, host);
        return told(await kit.tearDown(), options.json === true, host);
      }
      showPlan(
        `prove the assumptions about AWS in account ${environment.account}`,
        planRows(config, environment, proofs, options.keep === true),
        host,
      );
      await confirmed('Go ahead?', options.yes === true, host);
      const report = await kit.prove(proofs);
      if (options.json === true) printJson(host, report);
      else print(report, kit.reportFile, host);
      return report.assumptions.some(({ outcome }) => outcome === 'fails') || report.left.length > 0
        ? EXIT.refused
        : EXIT.ok;
    },
  },
  [...SESSION_PERMISSIONS, ...PROOF_PERMISSIONS],
);

function chosen(only: string | undefined) {
  if (only === undefined) return PROOFS;
  const ids = only.split(',').map((id) => id.trim());
  const known = PROOFS.map(({ assumption }): string => assumption);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    throw new OperatorError(`no proof tries ${unknown.join(', ')}`, `choose --only from: ${known.join(', ')}`);
  }
  return PROOFS.filter(({ assumption }) => ids.includes(assumption));
}

function told(left: readonly string[], json: boolean, host: Host): ExitCode {
  if (json) printJson(host, { ok: left.length === 0, left });
  else if (left.length === 0) host.out('everything that blueprint prove made is deleted');
  for (const one of left) host.err(`not deleted: ${one}`);
  return left.length === 0 ? EXIT.ok : EXIT.refused;
}

function print({ assumptions, left }: ProofReport, file: string, host: Host): void {
  const { green, red, yellow } = coloursOf(host);
  const colour = { holds: green, fails: red, undecided: yellow };
  for (const { id, outcome, facts } of assumptions) {
    host.out(`${colour[outcome](outcome.padEnd('undecided'.length))}  ${id}  ${facts.at(-1) ?? ''}`);
  }
  for (const one of left) host.err(`not deleted: ${one}`);
  host.out(`report: ${file}`);
}
