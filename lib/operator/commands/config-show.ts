import type { Contact, Origin, Origins, ResolvedEnvironment, ResolvedModel } from '../../config';
import { choose } from '../choose';
import { coloursOf, table, type Host } from '../console';
import { EXIT } from '../errors';
import { projectOf, projectOptions, type ProjectOptions } from '../options';
import { configuration, withConfiguration } from '../project-configuration';
import { examples, verb } from '../verb';

interface Options extends ProjectOptions {
  readonly env: string;
  /** @default - the environment and all its models */
  readonly model?: string;
}

interface Row {
  readonly path: string;
  readonly value: unknown;
  readonly origin: Origin;
}

interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** `blueprint config show`: the resolved configuration of one environment, with where each value came from. */
export const configShow = verb({
  name: 'config show',
  description: 'print the resolved values of an environment, and where each comes from',
  declare: (command) =>
    projectOptions(command)
      .requiredOption('--env <name>', 'environment, e.g. prod')
      .option('--model <name>', 'only this model')
      .addHelpText(
        'after',
        examples('blueprint config show --env prod', 'blueprint config show --env dev --model churn --json'),
      ),
  run: (host, options: Options) => {
    const project = projectOf(options, host);
    return withConfiguration(options.json, host, ({ loadConfig, resolveEnvironments }) => {
      const environments = resolveEnvironments(loadConfig(project.root, project));
      const environment = choose(environments, options.env, 'environment');
      const models =
        options.model === undefined
          ? environment.models
          : [choose(environment.models, options.model, 'model', ` in ${options.env}`)];
      if (options.json === true) printJson(environment, models, options, project.evaluationDate, host);
      else printTables(environment, models, options, host);
      return EXIT.ok;
    });
  },
});

function rowsOf(view: object, origins: Origins): readonly Row[] {
  const { formatPath, leavesOf } = configuration();
  return leavesOf(view).map(({ path, value }) => {
    const text = formatPath(path);
    return { path: text, value, origin: origins.get(text) ?? { kind: 'derived' } };
  });
}

function contact({ key, name, email }: Contact): string {
  return `${key} (${name} <${email}>)`;
}

function environmentRows(environment: ResolvedEnvironment): readonly Row[] {
  const {
    company: _c,
    names: _n,
    platformOwner: _p,
    models: _m,
    waivers: _w,
    source: _s,
    origins,
    budget,
    ...rest
  } = environment;
  return rowsOf({ ...rest, budget: { ...budget, notify: contact(budget.notify) } }, origins);
}

function modelRows(model: ResolvedModel): readonly Row[] {
  const { governance, source: _s, origins, name, description, kind, owner, costCentre, capabilities, ...rest } = model;
  const view = {
    name,
    description,
    kind,
    owner: contact(owner),
    costCentre: `${costCentre.code} (${costCentre.name})`,
    ...rest,
    ...capabilities,
    readiness: governance.readiness,
  };
  return rowsOf(view, origins);
}

function originText(origin: Origin, env: string): string {
  switch (origin.kind) {
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'override':
      return `${origin.file}:${origin.line} (environments.${env})`;
    case 'default':
    case 'derived':
      break;
  }
  return origin.kind;
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function printTables(
  environment: ResolvedEnvironment,
  models: readonly ResolvedModel[],
  options: Options,
  host: Host,
): void {
  const { bold, dim } = coloursOf(host);
  const sections: Section[] = [
    ...(options.model === undefined
      ? [{ title: `environment ${environment.name}`, rows: environmentRows(environment) }]
      : []),
    ...models.map((model) => ({ title: `model ${model.name} in ${environment.name}`, rows: modelRows(model) })),
  ];
  for (const [index, { title, rows }] of sections.entries()) {
    if (index > 0) host.out('');
    host.out(bold(title));
    const cells = rows.map(({ path, value, origin }) => [path, originText(origin, environment.name), valueText(value)]);
    // The whole table is padded before it is coloured: escape codes have no width.
    for (const [line, text] of table(cells).split('\n').entries()) {
      const kind = rows[line]?.origin.kind;
      host.out(`  ${kind === 'default' || kind === 'derived' ? dim(text) : text}`);
    }
  }
}

function byPath(rows: readonly Row[]): object {
  return Object.fromEntries(rows.map(({ path, value, origin }) => [path, { value, origin }]));
}

function printJson(
  environment: ResolvedEnvironment,
  models: readonly ResolvedModel[],
  options: Options,
  evaluationDate: string,
  host: Host,
): void {
  const result = {
    environment: environment.name,
    evaluationDate,
    ...(options.model === undefined ? { values: byPath(environmentRows(environment)) } : {}),
    models: Object.fromEntries(models.map((model) => [model.name, byPath(modelRows(model))])),
  };
  host.out(JSON.stringify(result, undefined, 2));
}
