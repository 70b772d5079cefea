import {
  ConfigurationError,
  didYouMean,
  formatPath,
  leavesOf,
  loadConfig,
  resolveEnvironments,
  type Contact,
  type Origin,
  type Origins,
  type ResolvedEnvironment,
  type ResolvedModel,
} from '../../config';
import { coloursOf, table, type Host } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import { printProblems } from './config-check';

/** Options of `blueprint config show`. */
export interface ConfigShowOptions {
  readonly root: string;
  /** The day for which expiry is judged, `YYYY-MM-DD`. */
  readonly evaluationDate: string;
  readonly env: string;
  /** @default - the environment and all its models */
  readonly model?: string;
  readonly json: boolean;
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

/** Prints the resolved configuration of one environment, with where each value came from. */
export function configShow(options: ConfigShowOptions, host: Host): ExitCode {
  try {
    const environment = choose(
      resolveEnvironments(loadConfig(options.root, options)),
      options.env,
      'environment',
      options,
    );
    const models =
      options.model === undefined ? environment.models : [choose(environment.models, options.model, 'model', options)];
    if (options.json) printJson(environment, models, options, host);
    else printTables(environment, models, options, host);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    printProblems(error.problems, options.json, host);
    return EXIT.refused;
  }
}

function choose<T extends { readonly name: string }>(
  all: readonly T[],
  name: string,
  what: string,
  options: ConfigShowOptions,
): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name);
  const where = what === 'model' ? ` in ${options.env}` : '';
  const hint = didYouMean(name, names);
  const flag = what === 'model' ? '--model' : '--env';
  throw new OperatorError(
    `there is no ${what} ${name}${where}${hint === undefined ? '' : `; ${hint}`}`,
    `choose ${flag} from: ${names.join(', ')}`,
  );
}

function rowsOf(view: object, origins: Origins): readonly Row[] {
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
  options: ConfigShowOptions,
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
  options: ConfigShowOptions,
  host: Host,
): void {
  const result = {
    environment: environment.name,
    evaluationDate: options.evaluationDate,
    ...(options.model === undefined ? { values: byPath(environmentRows(environment)) } : {}),
    models: Object.fromEntries(models.map((model) => [model.name, byPath(modelRows(model))])),
  };
  host.out(JSON.stringify(result, undefined, 2));
}
