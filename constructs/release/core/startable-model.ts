/** What the functions that hear of approvals know of a model: constants in the target of the rule that calls them. */
export interface StartableModel {
  readonly model: string;
  /** Name of the release parameter. */
  readonly parameterName: string;
}

/** The models of a rule, by the name of their model package group in lower case, as ARNs have it. */
export type StartableModels = Readonly<Record<string, StartableModel>>;

/** The model of a version, whose ARN is `…:model-package/<group>/<number>`. */
export function modelOf(packageArn: string, models: StartableModels): StartableModel | undefined {
  const group = packageArn.split('/').at(-2) ?? '';
  return Object.hasOwn(models, group) ? models[group] : undefined;
}
