import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type * as Bootstrap from '../../bootstrap';
import type { ResolvedEnvironment } from '../../config';
import { didYouMean } from '../../config/suggest';
import { printJson, type Host } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import { projectOf, projectOptions, type ProjectOptions } from '../options';
import { withConfiguration } from '../project-configuration';
import { examples, verb } from '../verb';

interface Options extends ProjectOptions {
  readonly env: string;
  readonly app: string;
  readonly out: string;
  readonly administrator?: string;
}

/** `blueprint bootstrap-policies`: what the role that CloudFormation deploys with may do, and how to bootstrap with it. */
export const bootstrapPolicies = verb({
  name: 'bootstrap-policies',
  description: 'write the policies that CDK is bootstrapped with, and print the commands that use them',
  declare: (command) =>
    projectOptions(command)
      .requiredOption('--env <name>', 'environment, e.g. prod')
      .option('--app <folder>', 'folder of a synthesis that passed the gate', 'cdk.out')
      .option('--out <folder>', 'folder for the policies; each environment gets a folder in it', 'bootstrap')
      .option(
        '--administrator <arn>',
        'role that may change what the service control policy protects (default: OrganizationAccountAccessRole)',
      )
      .addHelpText(
        'after',
        examples('blueprint bootstrap-policies --env prod', 'blueprint bootstrap-policies --env prod --json'),
      ),
  run: (host, options: Options) => {
    const project = projectOf(options, host);
    return withConfiguration(options.json, host, ({ loadConfig, resolveEnvironments }) => {
      const environments = resolveEnvironments(loadConfig(project.root, project));
      return write(environmentOf(environments, options.env), path.resolve(project.root, options.app), options, host);
    });
  },
});

function environmentOf(environments: readonly ResolvedEnvironment[], name: string): ResolvedEnvironment {
  const found = environments.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = environments.map((one) => one.name);
  const hint = didYouMean(name, names);
  throw new OperatorError(
    `there is no environment ${name}${hint === undefined ? '' : `; ${hint}`}`,
    `choose --env from: ${names.join(', ')}`,
  );
}

function write(environment: ResolvedEnvironment, assembly: string, options: Options, host: Host): ExitCode {
  const found = library().bootstrapPolicies({ environment, assembly, administrator: options.administrator });
  if (found === undefined) {
    throw new OperatorError(
      `${options.app} has no stacks of ${environment.name} that may be deployed`,
      `synthesize first: npx cdk synth '${environment.name}/**'`,
      EXIT.refused,
    );
  }
  const folder = path.join(options.out, environment.name);
  const all = [
    ...found.execution.flatMap(({ policies }) => policies),
    found.workloadBoundary,
    found.executionBoundary,
    found.serviceControlPolicy,
  ];
  const files = all.map(({ name, document }) => {
    // The name of a boundary may have a path.
    const file = path.join(folder, `${name.split('/').at(-1) ?? name}.json`);
    mkdirSync(path.resolve(host.cwd, folder), { recursive: true });
    writeFileSync(path.resolve(host.cwd, file), `${JSON.stringify(document, undefined, 2)}\n`);
    return { name, file };
  });
  const commands = commandsOf(found, environment, files);
  if (options.json === true) printJson(host, { ok: true, bound: found.bound, files, commands });
  else print(found, files, commands, host);
  return EXIT.ok;
}

/** Loaded by this verb alone: it reads the service authorization reference. */
function library(): typeof Bootstrap {
  return require('../../bootstrap') as typeof Bootstrap;
}

interface WrittenPolicy {
  readonly name: string;
  readonly file: string;
}

function commandsOf(
  { execution, executionBoundary, serviceControlPolicy }: Bootstrap.BootstrapPolicies,
  { account, region }: ResolvedEnvironment,
  files: readonly WrittenPolicy[],
): readonly string[] {
  const partition = library().partitionOf(region);
  const created = files
    .filter(({ name }) => name !== serviceControlPolicy.name)
    .map(({ name, file }) => {
      const parts = name.split('/');
      const folder = parts.length > 1 ? ` --path /${parts.slice(0, -1).join('/')}/` : '';
      return `aws iam create-policy --policy-name ${parts.at(-1) ?? name}${folder} --policy-document file://${file}`;
    });
  const bootstraps = execution.map(({ region: one, policies }) => {
    const arns = policies.map(({ name }) => `arn:${partition}:iam::${account}:policy/${name}`);
    return `npx cdk bootstrap aws://${account}/${one} --cloudformation-execution-policies "${arns.join(',')}" --custom-permissions-boundary ${executionBoundary.name}`;
  });
  return [...created, ...bootstraps];
}

function print(
  { bound, workloadBoundary, serviceControlPolicy }: Bootstrap.BootstrapPolicies,
  files: readonly WrittenPolicy[],
  commands: readonly string[],
  host: Host,
): void {
  for (const { file } of files) host.out(file);
  host.out('');
  for (const command of commands) host.out(command);
  host.out('');
  if (!bound) {
    host.out(
      `roles are made without a boundary; set permissionsBoundary: ${workloadBoundary.name} in the environment's file, synthesize, and run this again`,
    );
  }
  host.out(`give ${serviceControlPolicy.name}.json to whoever administers the organization`);
}
