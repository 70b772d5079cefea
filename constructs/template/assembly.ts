import { attachedStatements, type AttachedStatement } from './policies';
import { visitReferences } from './references';
import type { ResourceView } from './resource';
import { resourcesOf, section, type StackSource } from './stack';
import {
  alternatives,
  attributeOf,
  isIntrinsic,
  isObject,
  literalOf,
  renderText,
  valuesAt,
  type TemplateObject,
} from './values';

/** All templates of an app, with the references between them resolved. */
export interface Assembly {
  readonly resources: readonly ResourceView[];
  ofEnvironment(environment: string): readonly ResourceView[];
  /** Every resource that the value mentions, across stacks, in order of appearance. */
  references(from: ResourceView, value: unknown): readonly ResourceView[];
  /** The statements of all policies that apply to a resource, across stacks. */
  statementsAt(resource: ResourceView): readonly AttachedStatement[];
  /** The value as a reader can take it in: intrinsic functions are replaced by labels and literals. */
  text(from: ResourceView, value: unknown): string;
}

interface Stack {
  readonly source: StackSource;
  readonly resources: ReadonlyMap<string, ResourceView>;
  readonly outputs: TemplateObject;
  readonly parameters: TemplateObject;
  /** Reads the same in every environment, so that a foreign account stands out. @default - not known */
  readonly account?: string;
}

/** Where a cross-stack reference leads. */
interface Elsewhere {
  readonly stack: Stack;
  readonly value: unknown;
}

/** References can lead in a circle. */
const MAXIMUM_DEPTH = 40;

/** CDK's own bookkeeping is not part of what is deployed for the company. */
const BOOKKEEPING = 'AWS::CDK::Metadata';

/** Stands for the account of the environment in what a reader is shown. */
export const OWN_ACCOUNT = '{account}';

/** Reads the templates and resolves the references between them. */
export function readAssembly(sources: readonly StackSource[]): Assembly {
  const stacks = [...sources].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)).map(readStack);
  const byPath = new Map(stacks.map((stack) => [stack.source.stack, stack]));
  const leads = crossStackReader(stacks);
  const resources = stacks.flatMap((stack) => [...stack.resources.values()]);
  const environments = new Map<string, ResourceView[]>();
  for (const resource of resources) {
    const known = environments.get(resource.environment);
    if (known === undefined) environments.set(resource.environment, [resource]);
    else known.push(resource);
  }
  const references = (from: ResourceView, value: unknown): readonly ResourceView[] => {
    const found = new Set<ResourceView>();
    const stack = byPath.get(from.stack);
    if (stack !== undefined) collect(stack, value, found, leads, 0);
    return [...found];
  };
  const statements = attachedStatements(resources, references);
  return {
    resources,
    ofEnvironment: (environment) => environments.get(environment) ?? [],
    references,
    statementsAt: (resource) => statements.get(resource) ?? [],
    text: (from, value) => {
      const stack = byPath.get(from.stack);
      if (stack === undefined) return '';
      const text = typeof value === 'string' ? value : render(stack, value, leads, 0);
      return stack.account === undefined ? text : text.replaceAll(stack.account, OWN_ACCOUNT);
    },
  };
}

/** Templates are read in one order, whatever the order in which they are given. */
function orderOf({ stack, region }: StackSource): string {
  return `${stack} ${region ?? ''}`;
}

function readStack(source: StackSource): Stack {
  const resources = [...(source.resources ?? resourcesOf(source))].filter(([, { type }]) => type !== BOOKKEEPING);
  return {
    source,
    resources: new Map(resources),
    outputs: section(source.template, 'Outputs'),
    parameters: section(source.template, 'Parameters'),
    account: source.account !== undefined && /^\d{12}$/.test(source.account) ? source.account : undefined,
  };
}

function nameOf({ stackName, stack }: StackSource): string {
  return stackName ?? stack.replaceAll('/', '-');
}

/** Where an intrinsic function leads that names the output of a stack; undefined for any other. */
type CrossStackReader = (call: string, argument: unknown) => Elsewhere | undefined;

function crossStackReader(stacks: readonly Stack[]): CrossStackReader {
  const byName = new Map(stacks.map((stack) => [nameOf(stack.source), stack]));
  const exported = new Map<string, Elsewhere>();
  for (const stack of stacks) {
    for (const output of Object.values(stack.outputs)) {
      const [name] = valuesAt(output, 'Export', 'Name');
      if (typeof name === 'string') exported.set(name, { stack, value: valueOf(output) });
    }
  }
  return (call, argument) => {
    if (call === 'Fn::ImportValue') return exported.get(literalOf(argument) ?? '');
    if (call !== 'Fn::GetStackOutput' || !isObject(argument)) return undefined;
    const stack = byName.get(literalOf(argument['StackName']) ?? '');
    const output = stack?.outputs[literalOf(argument['OutputName']) ?? ''];
    return stack === undefined || output === undefined ? undefined : { stack, value: valueOf(output) };
  };
}

function valueOf(output: unknown): unknown {
  return isObject(output) ? output['Value'] : undefined;
}

function collect(stack: Stack, value: unknown, found: Set<ResourceView>, leads: CrossStackReader, depth: number): void {
  if (depth > MAXIMUM_DEPTH) return;
  visitReferences(value, {
    id: (name) => {
      const resource = stack.resources.get(name);
      if (resource !== undefined) found.add(resource);
    },
    call: (call, argument) => {
      const away = leads(call, argument);
      if (away !== undefined) collect(away.stack, away.value, found, leads, depth + 1);
      return away !== undefined;
    },
  });
}

function render(stack: Stack, value: unknown, leads: CrossStackReader, depth: number): string {
  const plain = literalOf(value);
  if (plain !== undefined) return plain;
  if (depth > MAXIMUM_DEPTH || value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => render(stack, item, leads, depth + 1)).join(', ');
  if (!isIntrinsic(value)) return JSON.stringify(value);
  return renderText(value, (intrinsic) => intrinsicText(stack, intrinsic, leads, depth)) ?? '';
}

function intrinsicText(stack: Stack, intrinsic: TemplateObject, leads: CrossStackReader, depth: number): string {
  const [call = '', argument] = Object.entries(intrinsic)[0] ?? [];
  const away = leads(call, argument);
  if (away !== undefined) return render(away.stack, away.value, leads, depth + 1);
  const say = (part: unknown): string => render(stack, part, leads, depth + 1);
  switch (call) {
    case 'Ref':
      return refText(stack, literalOf(argument) ?? '');
    case 'Fn::GetAtt':
      return attributeText(stack, argument);
    case 'Fn::If':
      return alternatives(intrinsic)
        .filter((one) => one !== undefined)
        .map(say)
        .join(' or ');
    case 'Fn::ImportValue':
      return `another stack's output ${say(argument)}`;
    case 'Fn::GetStackOutput':
      return `another stack's output ${say(isObject(argument) ? argument['OutputName'] : argument)}`;
    default:
      return JSON.stringify(intrinsic);
  }
}

function attributeText(stack: Stack, argument: unknown): string {
  const [id, attribute] = attributeOf(argument);
  const label = stack.resources.get(id)?.label ?? id;
  return attribute === 'Arn' || attribute.endsWith('Id') || attribute === '' ? label : `${label}.${attribute}`;
}

function refText({ source, resources, parameters }: Stack, name: string): string {
  const resource = resources.get(name);
  if (resource !== undefined) return resource.label;
  switch (name) {
    case 'AWS::Region':
      return source.region ?? name;
    case 'AWS::AccountId':
      return source.account ?? name;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return nameOf(source);
    case 'AWS::NoValue':
      return '';
    default: {
      const parameter = section(parameters, name);
      const start = literalOf(parameter['Default']);
      return (literalOf(parameter['Type']) ?? '').startsWith('AWS::SSM::') && start !== undefined
        ? `ssm:${start}`
        : `parameter ${name}`;
    }
  }
}
