import type { EvidenceInput, SynthesizedTemplate } from '../input';
import { at, list, literal, object, sortedBy, type JsonObject } from './json';

/** A resource of a synthesized template. */
export interface Resource {
  readonly environment: string;
  readonly stack: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  /** Construct path; the stack and the logical id where the template names none. */
  readonly path: string;
  /** The path without environment and without the `Resource` that CDK appends: what a reader is shown. */
  readonly label: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
}

/** How a value stands in a template, and what it points at. */
export interface Assembly {
  readonly resources: readonly Resource[];
  ofEnvironment(environment: string): readonly Resource[];
  /** Every resource that the value mentions, across stacks, in order of appearance. */
  references(from: Resource, value: unknown): readonly Resource[];
  /** The value as a reader can take it in: intrinsic functions are replaced by labels and literals. */
  text(from: Resource, value: unknown): string;
}

interface Stack {
  readonly input: SynthesizedTemplate;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: JsonObject;
  readonly parameters: JsonObject;
}

const MAXIMUM_DEPTH = 40;

/** Stands for the account of the environment in what a reader is shown. */
export const OWN_ACCOUNT = '{account}';

/** Reads the templates and connects what refers to each other. */
export function readAssembly(input: Pick<EvidenceInput, 'templates'>): Assembly {
  const stacks = sortedBy(input.templates, ({ stack, region }) => `${stack} ${region}`).map(readStack);
  const byPath = new Map(stacks.map((stack) => [stack.input.stack, stack]));
  const byName = new Map(stacks.map((stack) => [nameOf(stack.input), stack]));
  const exports = new Map<string, { stack: Stack; value: unknown }>();
  for (const stack of stacks) {
    for (const output of Object.values(stack.outputs)) {
      const name = at(output, 'Export', 'Name');
      if (typeof name === 'string') exports.set(name, { stack, value: at(output, 'Value') });
    }
  }
  const resources = stacks.flatMap((stack) => Array.from(stack.resources.values()));
  const environments = new Map<string, Resource[]>();
  for (const resource of resources) {
    const known = environments.get(resource.environment);
    if (known === undefined) environments.set(resource.environment, [resource]);
    else known.push(resource);
  }

  /** Where a cross-stack reference leads. */
  function elsewhere(call: string, argument: unknown): { stack: Stack; value: unknown } | undefined {
    if (call === 'Fn::ImportValue') return exports.get(literal(argument) ?? '');
    if (call !== 'Fn::GetStackOutput') return undefined;
    const stack = byName.get(literal(at(argument, 'StackName')) ?? '');
    const output = stack?.outputs[literal(at(argument, 'OutputName')) ?? ''];
    return stack === undefined || output === undefined ? undefined : { stack, value: at(output, 'Value') };
  }

  function collect(stack: Stack, value: unknown, found: Set<Resource>, depth: number): void {
    if (depth > MAXIMUM_DEPTH || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) collect(stack, item, found, depth + 1);
      return;
    }
    for (const [call, argument] of Object.entries(value)) {
      const away = elsewhere(call, argument);
      if (away !== undefined) collect(away.stack, away.value, found, depth + 1);
      else {
        for (const id of mentioned(call, argument)) {
          const resource = stack.resources.get(id);
          if (resource !== undefined) found.add(resource);
        }
        collect(stack, argument, found, depth + 1);
      }
    }
  }

  function render(stack: Stack, value: unknown, depth: number): string {
    const plain = literal(value);
    if (plain !== undefined) return plain;
    if (depth > MAXIMUM_DEPTH || value === null || value === undefined) return '';
    if (Array.isArray(value)) return value.map((item) => render(stack, item, depth + 1)).join(', ');
    const [call, argument] = Object.entries(value)[0] ?? [];
    if (call === undefined) return '';
    const away = elsewhere(call, argument);
    if (away !== undefined) return render(away.stack, away.value, depth + 1);
    const say = (part: unknown): string => render(stack, part, depth + 1);
    switch (call) {
      case 'Ref':
        return refText(stack, literal(argument) ?? '');
      case 'Fn::GetAtt':
        return attributeText(stack, argument);
      case 'Fn::Join': {
        const [separator, parts] = list(argument);
        return list(parts)
          .map(say)
          .join(literal(separator) ?? '');
      }
      case 'Fn::Sub': {
        const [template, values] = list(argument);
        return (literal(template) ?? '').replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
          const given = object(values)[name];
          if (given !== undefined) return say(given);
          return name.includes('.') ? attributeText(stack, name) : refText(stack, name);
        });
      }
      case 'Fn::If': {
        const [, yes, no] = list(argument);
        return [say(yes), say(no)].filter((part) => part !== '').join(' or ');
      }
      case 'Fn::ImportValue':
      case 'Fn::GetStackOutput':
        return `another stack's output ${literal(at(argument, 'OutputName')) ?? say(argument)}`;
      default:
        return JSON.stringify(value);
    }
  }

  return {
    resources,
    ofEnvironment: (environment) => environments.get(environment) ?? [],
    references: (from, value) => {
      const stack = byPath.get(from.stack);
      const found = new Set<Resource>();
      if (stack !== undefined) collect(stack, value, found, 0);
      return [...found];
    },
    text: (from, value) => {
      const stack = byPath.get(from.stack);
      if (stack === undefined) return '';
      // The environment's own account reads the same everywhere, so that a foreign one stands out.
      const text = render(stack, value, 0);
      return /^\d{12}$/.test(stack.input.account) ? text.replaceAll(stack.input.account, OWN_ACCOUNT) : text;
    },
  };
}

function nameOf(input: SynthesizedTemplate): string {
  return input.stackName ?? input.stack.replaceAll('/', '-');
}

function readStack(input: SynthesizedTemplate): Stack {
  const resources = new Map<string, Resource>();
  for (const [logicalId, body] of Object.entries(object(at(input.template, 'Resources')))) {
    const type = literal(at(body, 'Type')) ?? 'unknown';
    // CDK's own bookkeeping is not part of what is deployed for the company.
    if (type === 'AWS::CDK::Metadata') continue;
    const properties = object(at(body, 'Properties'));
    const metadata = object(at(body, 'Metadata'));
    const path = literal(metadata['aws:cdk:path']) ?? `${input.stack}/${logicalId}`;
    resources.set(logicalId, {
      environment: input.environment,
      stack: input.stack,
      region: input.region,
      logicalId,
      type,
      path,
      label: labelOf(path, input.environment),
      properties,
      metadata,
      tags: tagsOf(properties['Tags']),
    });
  }
  return {
    input,
    resources,
    outputs: object(at(input.template, 'Outputs')),
    parameters: object(at(input.template, 'Parameters')),
  };
}

/** What a reader is shown for a construct path. */
export function labelOf(path: string, environment: string): string {
  return path
    .replace(new RegExp(`^${environment.replace(/[^\w-]/g, String.raw`\$&`)}/`), '')
    .replace(/\/(Resource|Default)$/, '');
}

function tagsOf(value: unknown): Record<string, string> {
  const pairs = Array.isArray(value)
    ? value.map((tag): [string, string] => [literal(at(tag, 'Key')) ?? '', literal(at(tag, 'Value')) ?? ''])
    : Object.entries(object(value)).map(([key, text]): [string, string] => [key, literal(text) ?? '']);
  return Object.fromEntries(
    sortedBy(
      pairs.filter(([key]) => key !== ''),
      ([key]) => key,
    ),
  );
}

function mentioned(call: string, argument: unknown): readonly string[] {
  if (call === 'Ref') return [literal(argument) ?? ''];
  if (call === 'Fn::GetAtt') return [attributeParts(argument)[0]];
  if (call !== 'Fn::Sub') return [];
  const template = literal(list(argument)[0]) ?? '';
  return [...template.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map((match) => match[1] ?? '');
}

function attributeParts(argument: unknown): [string, string] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot < 0 ? [argument, ''] : [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  const [id, attribute] = list(argument);
  return [literal(id) ?? '', literal(attribute) ?? ''];
}

function attributeText(stack: Stack, argument: unknown): string {
  const [id, attribute] = attributeParts(argument);
  const label = stack.resources.get(id)?.label ?? id;
  return attribute === 'Arn' || attribute.endsWith('Id') || attribute === '' ? label : `${label}.${attribute}`;
}

function refText(stack: Stack, name: string): string {
  const resource = stack.resources.get(name);
  if (resource !== undefined) return resource.label;
  switch (name) {
    case 'AWS::Region':
      return stack.input.region;
    case 'AWS::AccountId':
      return stack.input.account;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return nameOf(stack.input);
    case 'AWS::NoValue':
      return '';
    default: {
      const parameter = stack.parameters[name];
      const start = literal(at(parameter, 'Default'));
      return (literal(at(parameter, 'Type')) ?? '').startsWith('AWS::SSM::') && start !== undefined
        ? `ssm:${start}`
        : `parameter ${name}`;
    }
  }
}
