import { z } from 'zod';
import { CHECKS } from './checks';
import { isDay } from './day';
import { draftOf, type Draft } from './draft';
import { readFiles, type ConfigFile } from './files';
import { problemsOf } from './issues';
import { mergeModel } from './merge';
import { ConfigurationError, type ConfigProblem } from './problem';
import { locateForEnvironment, problemIn, type Deployment, type Drafted, type Project } from './project';
import { SCHEMAS } from './schema';
import type { Company } from './schema-company';
import type { Environment } from './schema-environment';
import { modelCoreSchema, type Model } from './schema-model';
import type { Waiver } from './schema-waivers';
import type { SourceFile } from './source-file';

/** How the configuration is judged. */
export interface LoadOptions {
  /** The day for which expiry is judged, `YYYY-MM-DD` (UTC). Never the clock: two syntheses must be equal. */
  readonly evaluationDate: string;
}

/** The files that the configuration was read from, for messages and origins. */
export interface ConfigSources {
  readonly company: SourceFile;
  readonly environments: ReadonlyMap<string, SourceFile>;
  readonly models: ReadonlyMap<string, SourceFile>;
  /** @default - there is no config/waivers.yaml */
  readonly waivers?: SourceFile;
}

/** The whole configuration, valid, before overrides and references are resolved. */
export interface Config {
  readonly evaluationDate: string;
  readonly company: Company;
  /** By name. */
  readonly environments: readonly Environment[];
  /** By name. */
  readonly models: readonly Model[];
  readonly waivers: readonly Waiver[];
  readonly sources: ConfigSources;
}

/**
 * Reads and validates everything below `config/`, before any construct exists.
 *
 * @param root folder that holds `config/`
 * @throws ConfigurationError with every mistake at once
 */
export function loadConfig(root: string, options: LoadOptions): Config {
  const { evaluationDate } = options;
  if (!isDay(evaluationDate)) {
    throw new RangeError(`evaluationDate must be a day that exists, YYYY-MM-DD, got ${evaluationDate}`);
  }
  const { files, problems } = readFiles(root);
  const project = projectOf(files, evaluationDate, problems);
  problems.push(...CHECKS.flatMap((check) => check(project)));
  if (problems.length > 0) throw new ConfigurationError(inOrder(problems));
  return configOf(files, evaluationDate);
}

/** Drafts of all files; what their schemas refuse is added to the problems. */
function projectOf(files: readonly ConfigFile[], evaluationDate: string, problems: ConfigProblem[]): Project {
  const drafts = <S extends z.ZodType>(kind: ConfigFile['kind'], schema: S): Drafted<z.output<S>>[] =>
    files.flatMap(({ kind: ofFile, name, source }) => {
      if (ofFile !== kind || source === undefined) return [];
      const { draft, refused } = validate(schema, source);
      problems.push(...refused);
      return draft === undefined ? [] : [{ name, source, draft, valid: refused.length === 0 }];
    });
  const [company] = drafts('company', SCHEMAS.company);
  const [waivers] = drafts('waivers', SCHEMAS.waivers);
  const environments = drafts('environment', SCHEMAS.environment).map(
    ({ name, source, valid, draft }): Drafted<Environment> => {
      return { name, source, valid, draft: { ...draft, name } };
    },
  );
  const models = drafts('model', SCHEMAS.model);
  problems.push(...models.flatMap(nameMismatch));
  const deployments = models.flatMap((model) =>
    environments.flatMap((environment) => deploymentOf(model, environment, problems)),
  );
  const environmentNames = files.filter(({ kind }) => kind === 'environment').map(({ name }) => name);
  return { evaluationDate, company, environments, models, deployments, waivers, environmentNames };
}

function validate<S extends z.ZodType>(
  schema: S,
  source: SourceFile,
): { draft: Draft<z.output<S>> | undefined; refused: ConfigProblem[] } {
  const result = schema.safeParse(source.data);
  if (result.success) return { draft: result.data as Draft<z.output<S>>, refused: [] };
  const refused = problemsOf(result.error.issues, {
    schema,
    data: source.data,
    source,
    locate: (path) => ({ path, position: source.locate(path) }),
  });
  return { draft: draftOf(schema, source.data), refused };
}

function nameMismatch(model: Drafted<Model>): ConfigProblem[] {
  const { name } = model.draft;
  if (name === undefined || name === model.name) return [];
  const what = `the model is called ${name} in the file ${model.name}.yaml`;
  const remedy = `rename the file to ${name}.yaml, or write name: ${model.name}`;
  return [problemIn(model, ['name'], { rule: 'CONFIG-NAME', what, remedy, model: model.name })];
}

/** The model as the environment has it, unless it is left out there. */
function deploymentOf(
  model: Drafted<Model>,
  environment: Drafted<Environment>,
  problems: ConfigProblem[],
): Deployment[] {
  const overrides = model.draft.environments;
  const override =
    overrides !== undefined && Object.hasOwn(overrides, environment.name) ? overrides[environment.name] : undefined;
  if (override?.enabled === false) return [];
  const { source } = model;
  const data = mergeModel(source.data, environment.name);
  const result = modelCoreSchema.safeParse(data);
  const draft = result.success ? result.data : draftOf(modelCoreSchema, data);
  if (!result.success) {
    const locate = (path: readonly (string | number)[]): ReturnType<typeof locateForEnvironment> =>
      // A file that is right by itself was made wrong by its override.
      locateForEnvironment(source, environment.name, path, model.valid ? 'override' : 'file');
    const found = problemsOf(result.error.issues, { schema: modelCoreSchema, data, source, locate });
    problems.push(
      ...found.map((problem) => Object.assign(problem, { environment: environment.name, model: model.name })),
    );
  }
  return draft === undefined ? [] : [{ model: model.name, environment, source, draft }];
}

/** By file and place; what several environments say of the same place is said once. */
function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const unique = new Map<string, ConfigProblem>();
  for (const problem of problems) {
    const key = [problem.file, problem.line, problem.path, problem.rule, problem.what].join('\n');
    const known = unique.get(key);
    if (known === undefined) unique.set(key, problem);
    else if (known.environment !== problem.environment) unique.set(key, { ...known, environment: undefined });
  }
  return [...unique.values()].sort(
    (a, b) =>
      compare(a.file, b.file) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0) || compare(a.path, b.path),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same files once more, now that they are known to be valid: the types follow from the schemas. */
function configOf(files: readonly ConfigFile[], evaluationDate: string): Config {
  const of = (kind: ConfigFile['kind']): { name: string; source: SourceFile }[] =>
    files.flatMap(({ kind: ofFile, name, source }) =>
      ofFile === kind && source !== undefined ? [{ name, source }] : [],
    );
  const [company] = of('company');
  const [waivers] = of('waivers');
  if (company === undefined) throw new Error('config/company.yaml was checked and is not there');
  const environments = of('environment');
  const models = of('model');
  return {
    evaluationDate,
    company: SCHEMAS.company.parse(company.source.data),
    environments: environments.map(({ name, source }) =>
      Object.assign(SCHEMAS.environment.parse(source.data), { name }),
    ),
    models: models.map(({ source }) => SCHEMAS.model.parse(source.data)),
    waivers: waivers === undefined ? [] : SCHEMAS.waivers.parse(waivers.source.data).waivers,
    sources: {
      company: company.source,
      environments: new Map(environments.map(({ name, source }) => [name, source])),
      models: new Map(models.map(({ name, source }) => [name, source])),
      waivers: waivers?.source,
    },
  };
}
