// Turns the templates of an assembly into what the floor is built from: strip.js <assembly of a stage> <file>.
// It is not measured: reading templates is no part of what a person writes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack, Token } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { type BareResource, type BareStack, TOKEN } from './resources';

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      { readonly type: string; readonly environment?: string; readonly properties?: { readonly templateFile?: string } }
    >
  >;
}

interface Template {
  readonly Resources: Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly Type: string }>>;
}

const WEAK = 'WeakReference';
const include = path.dirname(require.resolve('aws-cdk-lib/cloudformation-include'));
const constructs = readJson(path.join(include, 'cfn-types-2-classes.json')) as Record<string, string>;

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Stands for `Fn::GetStackOutput`, the weak reference of one stack to another, which CfnInclude does not know: it becomes
 * a reference to a parameter, and is put back when the props are read.
 */
class WeakReferences {
  private readonly originals: unknown[] = [];

  public hide(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.hide(item));
    if (typeof value !== 'object' || value === null) return value;
    if ('Fn::GetStackOutput' in value) return { Ref: `${WEAK}${this.originals.push(value) - 1}` };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.hide(item)]));
  }

  public parameters(): Record<string, unknown> {
    return Object.fromEntries(this.originals.map((_, index) => [`${WEAK}${index}`, { Type: 'String' }]));
  }

  public restore(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.restore(item));
    if (typeof value !== 'object' || value === null) return value;
    if ('Ref' in value && typeof value.Ref === 'string' && value.Ref.startsWith(WEAK)) {
      return this.originals[Number(value.Ref.slice(WEAK.length))];
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.restore(item)]));
  }
}

function strip(id: string, environment: string, templateFile: string): BareStack {
  const [account = '', region = ''] = environment.replace('aws://', '').split('/');
  const { Resources, ...rest } = readJson(templateFile) as Template & Record<string, unknown>;
  const weak = new WeakReferences();
  const hidden = weak.hide({ Resources, ...rest }) as Record<string, object>;
  const hiddenFile = `${templateFile}.hidden`;
  writeFileSync(
    hiddenFile,
    JSON.stringify({ ...hidden, Parameters: { ...hidden['Parameters'], ...weak.parameters() } }),
  );
  const stack = new Stack(new App(), 'Stack');
  const included = new CfnInclude(stack, 'Template', { templateFile: hiddenFile });
  const bare = (value: unknown): unknown => {
    if (typeof value === 'string' && Token.isUnresolved(value)) return { [TOKEN]: weak.restore(stack.resolve(value)) };
    if (typeof value !== 'object' || value === null) return value;
    if (Token.isUnresolved(value)) return weak.restore(stack.resolve(value));
    if (Array.isArray(value)) return value.map(bare);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bare(item)]));
  };
  // Protected: the props as the constructor of the L1 would take them.
  const propsOf = (logicalId: string): unknown =>
    bare((included.getResource(logicalId) as unknown as { readonly cfnProperties: unknown }).cfnProperties);
  const resources = Object.entries(Resources).map(([logicalId, { Type, Properties, ...attributes }]): BareResource => {
    const construct = constructs[Type];
    const props = construct === undefined ? Properties : propsOf(logicalId);
    return { logicalId, type: Type, construct, props, attributes };
  });
  return { id, account, region, resources, rest };
}

const [assembly = '', output = ''] = process.argv.slice(2);
const { artifacts } = readJson(path.join(assembly, 'manifest.json')) as Manifest;
const stacks = Object.entries(artifacts).flatMap(([id, { type, environment = '', properties }]) =>
  type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined
    ? [strip(id, environment, path.join(assembly, properties.templateFile))]
    : [],
);
if (stacks.length === 0) throw new Error(`${assembly} has no stacks: ${readdirSync(assembly).join(', ')}`);
writeFileSync(output, JSON.stringify(stacks));
