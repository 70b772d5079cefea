import { UNRELEASED } from '../../../constructs/release/core/unreleased';
import { didYouMean } from '../../config/suggest';
import { EnvironmentNames } from '../../../constructs/model/core';
import { parseModel, type ModelDescription } from '../../description';
import { OperatorError } from '../errors';
import type { Permissions } from '../permissions';
import { pages } from './pages';
import type { SessionFor } from './session';

/** A model of an environment. */
export interface DeployedModel extends ModelDescription {
  /** ARN of the model package that is released. @default - before the first release */
  readonly releasedArn?: string;
}

/** What reading models asks for. */
export const MODEL_PERMISSIONS = [
  { calls: ['GetParameters'], on: '`/<prefix>/<env>/<model>/*`' },
  {
    calls: ['GetParametersByPath'],
    on: '`/<prefix>/<env>/`',
    when: 'no model is named, or the one that is named is not found',
  },
] as const satisfies Permissions;

type ModelSession = SessionFor<typeof MODEL_PERMISSIONS>;

/**
 * One model.
 *
 * @throws OperatorError that suggests another name when the environment has no such model
 */
export async function modelNamed(session: ModelSession, name: string): Promise<DeployedModel> {
  const model = await findModel(session, name);
  if (model !== undefined) return model;
  throw await unknownModel(session, name);
}

/** One model; undefined when the environment has none of this name. */
export async function findModel(session: ModelSession, name: string): Promise<DeployedModel | undefined> {
  requireModelName(name);
  const { prefix, environment } = session.description;
  const names = {
    description: new EnvironmentNames(prefix, environment).modelOperatorParameter(name),
    release: new EnvironmentNames(prefix, environment).releaseParameter(name),
  };
  const { Parameters = [] } = await session.call('GetParameters', { Names: Object.values(names) });
  const value = (wanted: string): string | undefined => Parameters.find(({ Name }) => Name === wanted)?.Value;
  return deployed(value(names.description), value(names.release));
}

/** Refused before AWS is asked: a name with a slash would read other parameters. */
function requireModelName(name: string): void {
  if (/^[a-z][a-z0-9-]{0,31}$/.test(name)) return;
  throw new OperatorError(
    `a model is called by lower-case letters, digits and hyphens, got '${name}'`,
    'list the models with: blueprint list',
  );
}

/** All models of the environment, by name. */
export async function allModels(session: ModelSession): Promise<DeployedModel[]> {
  const { prefix, environment } = session.description;
  const values = new Map<string, string>();
  const Path = `/${prefix}/${environment}/`;
  const found = await pages((NextToken) => session.call('GetParametersByPath', { Path, Recursive: true, NextToken }));
  for (const { Name = '', Value = '' } of found.flatMap(({ Parameters = [] }) => Parameters)) values.set(Name, Value);
  return [...values]
    .flatMap(([name, text]) => {
      const [, model] = new RegExp(`^/${prefix}/${environment}/([^/]+)/operator$`).exec(name) ?? [];
      if (model === undefined) return [];
      return deployed(text, values.get(new EnvironmentNames(prefix, environment).releaseParameter(model))) ?? [];
    })
    .sort((a, b) => (a.model < b.model ? -1 : 1));
}

/** What to say of a model that does not exist. */
export async function unknownModel(session: ModelSession, name: string): Promise<OperatorError> {
  const names = (await allModels(session)).map(({ model }) => model);
  const hint = didYouMean(name, names);
  return new OperatorError(
    `there is no model ${name} in ${session.description.environment}${hint === undefined ? '' : `; ${hint}`}`,
    names.length === 0 ? 'deploy one first' : `choose one of: ${names.join(', ')}`,
  );
}

function deployed(description: string | undefined, released: string | undefined): DeployedModel | undefined {
  const model = parseModel(description);
  if (model === undefined) return undefined;
  return { ...model, releasedArn: released === undefined || released === UNRELEASED ? undefined : released };
}
