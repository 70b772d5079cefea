import type { ResolvedEnvironment } from '../../config';
import { choose } from '../choose';
import { coloursOf, printJson, table, type Host } from '../console';
import { EXAMINE_PERMISSIONS, examine, type Examined } from '../doctor/examine';
import { diagnose, type Diagnosis } from '../doctor/project';
import { EXIT } from '../errors';
import { projectOf, projectOptions, type Project, type ProjectOptions } from '../options';
import { configuration } from '../project-configuration';
import { examples, verb } from '../verb';

interface Options extends ProjectOptions {
  /** @default - only the project is looked at, and AWS is not called */
  readonly env?: string;
}

interface Line {
  readonly status: Diagnosis['status'] | Examined['status'];
  readonly about: string;
  readonly text: string;
}

/**
 * `blueprint doctor`: what a fork still misses, and with `--env` what an environment needs before and after its first
 * deployment. Refuses only what stops the work; what the sample left is a todo, and what cannot be checked is said.
 */
export const doctor = verb(
  {
    name: 'doctor',
    description:
      'list what a fork still has to change, and what an environment still needs; exits with 1 if that stops it',
    declare: (command) =>
      projectOptions(command)
        .option('--env <name>', 'look for what this environment needs too, with credentials for its account')
        .addHelpText('after', examples('blueprint doctor', 'blueprint doctor --env prod', 'blueprint doctor --json')),
    run: async (host, options: Options) => {
      const project = projectOf(options, host);
      const diagnoses = diagnose(project, host.nodeVersion);
      const broken = diagnoses.some(({ status }) => status === 'problem');
      // What an environment needs is known only when the configuration is valid.
      const { env } = options;
      const checks = broken || env === undefined ? [] : await examine(environmentOf(project, env), project.root, host);
      const ok = !broken && checks.every(({ status }) => status !== 'missing');
      if (options.json === true) {
        printJson(host, { ok, diagnoses, ...(env !== undefined && { environment: env, checks }) });
      } else {
        print([...diagnoses.map(lineOf), ...checks.map(checkLineOf)], host);
      }
      return ok ? EXIT.ok : EXIT.refused;
    },
  },
  EXAMINE_PERMISSIONS,
);

function environmentOf(project: Project, name: string): ResolvedEnvironment {
  const { loadConfig, resolveEnvironments } = configuration();
  return choose(resolveEnvironments(loadConfig(project.root, project)), name, 'environment');
}

function lineOf({ status, about, what, remedy }: Diagnosis): Line {
  return { status, about, text: withRemedy(what, remedy) };
}

function checkLineOf({ status, id, what, reason, remedy }: Examined): Line {
  return { status, about: id, text: withRemedy(reason === undefined ? what : `${reason}: ${what}`, remedy) };
}

function withRemedy(what: string, remedy: string | undefined): string {
  return remedy === undefined ? what : `${what}; ${remedy}`;
}

function print(lines: readonly Line[], host: Host): void {
  const { green, red, yellow } = coloursOf(host);
  const colour = { ok: green, todo: yellow, problem: red, missing: red, 'not checked': yellow };
  const rows = lines.map(({ status, about, text }) => [status, about, text]);
  for (const [index, line] of table(rows).split('\n').entries()) {
    const status = lines[index]?.status ?? 'ok';
    host.out(colour[status](line.slice(0, status.length)) + line.slice(status.length));
  }
  const unchecked = lines.filter(({ status }) => status === 'not checked').length;
  const open = lines.filter(({ status }) => status !== 'ok').length - unchecked;
  const left = open === 0 ? 'nothing is missing' : `${open} ${open === 1 ? 'thing is' : 'things are'} left to do`;
  host.out(unchecked === 0 ? left : `${left}, ${unchecked} could not be checked`);
}
