import type { Draft } from './draft';
import { overridePath } from './merge';
import type { ConfigProblem } from './problem';
import type { Company } from './schema-company';
import type { Environment } from './schema-environment';
import type { Model, ModelCore } from './schema-model';
import type { Waiver } from './schema-waivers';
import { formatPath, type Path, type Position, type SourceFile } from './source-file';

/** A file that could be read, and what could be understood of it. */
export interface Drafted<T> {
  /** File name without `.yaml`. */
  readonly name: string;
  readonly source: SourceFile;
  readonly draft: Draft<T>;
  /** Whether the file's schema accepts it. */
  readonly valid: boolean;
}

/** A model as one environment has it. */
export interface Deployment {
  readonly model: string;
  readonly environment: Drafted<Environment>;
  readonly source: SourceFile;
  readonly draft: Draft<ModelCore>;
}

/** All that could be understood of the configuration: what the cross-checks work on. */
export interface Project {
  /** The day for which expiry is judged, `YYYY-MM-DD`. */
  readonly evaluationDate: string;
  /** Undefined when the file is missing or not YAML. */
  readonly company: Drafted<Company> | undefined;
  readonly environments: readonly Drafted<Environment>[];
  readonly models: readonly Drafted<Model>[];
  /** Every enabled model in every environment. */
  readonly deployments: readonly Deployment[];
  readonly waivers: Drafted<{ waivers: Waiver[] }> | undefined;
  /** Names of all environment files, those that are not YAML too. */
  readonly environmentNames: readonly string[];
}

/** A group of cross-checks. */
export type Check = (project: Project) => ConfigProblem[];

type Text = Omit<ConfigProblem, 'file' | 'line' | 'column' | 'path'>;

/** A problem at a path of a file. */
export function problemIn(file: { readonly source: SourceFile }, path: Path, text: Text): ConfigProblem {
  return { file: file.source.file, ...file.source.locate(path), path: formatPath(path), ...text };
}

/**
 * Where a model's value for an environment stands: in the override if it is there, else in the file's own part.
 *
 * @param preferred which of the two, when neither has the value and both have its parent
 */
export function locateForEnvironment(
  source: SourceFile,
  environment: string,
  path: Path,
  preferred: 'file' | 'override' = 'file',
): { readonly path: Path; readonly position: Position } {
  const override = overridePath(environment, path);
  const inOverride = source.depth(override) - 2;
  const inBase = source.depth(path);
  // What neither has is missed where more of its parents stand.
  const tie = inOverride === inBase && inOverride > 0 && preferred === 'override';
  const chosen = inOverride === path.length || inOverride > inBase || tie ? override : path;
  return { path: chosen, position: source.locate(chosen) };
}

/** A problem of a model in one environment. */
export function problemOf(deployment: Deployment, path: Path, text: Text): ConfigProblem {
  const { source, environment, model } = deployment;
  const located = locateForEnvironment(source, environment.name, path);
  return {
    file: source.file,
    ...located.position,
    path: formatPath(located.path),
    environment: environment.name,
    model,
    ...text,
  };
}
