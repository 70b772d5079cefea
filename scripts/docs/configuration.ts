import { jsonSchema, SCHEMAS, type FileKind } from '../../lib/config/schema';
import { table, type GeneratedPart } from './part';

/** The part of a JSON Schema that the tables show. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly oneOf?: readonly Schema[];
}

interface Row {
  readonly key: string;
  readonly value: string;
  readonly presence: string;
  readonly meaning: string;
}

/** Longest list of values that a cell shows. */
const SHOWN = 8;
/** The largest whole number of JavaScript stands in a schema for "no limit". */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** The keys of every kind of configuration file, from the schemas. */
export const configuration: readonly GeneratedPart[] = (Object.keys(SCHEMAS) as FileKind[]).map((kind) => ({
  document: 'docs/configuration.md',
  name: `keys of ${kind}`,
  markdown: () =>
    table(
      ['key', 'value', 'default', 'meaning'],
      rowsOf(jsonSchema(kind), '').map(({ key, value, presence, meaning }) => [`\`${key}\``, value, presence, meaning]),
    ),
}));

function rowsOf(schema: Schema, prefix: string): readonly Row[] {
  const options = (schema.oneOf ?? []).filter((option) => option.properties !== undefined);
  if (options.length > 0) return alternatives(options, prefix);
  const entries = Object.entries(schema.properties ?? {});
  const shapes = new Set(entries.map(([, child]) => JSON.stringify(child.properties ?? {})));
  const alike = entries.length > 1 && shapes.size === 1 && !shapes.has('{}');
  const rows: Row[] = [];
  for (const [name, child] of entries) {
    const key = `${prefix}${name}`;
    const meaning = cell(child.description);
    rows.push({ key, value: valueOf(child), presence: presenceOf(schema, name, child), meaning });
    // What differs in an environment has the keys of the model: they are named, not explained again.
    if (key === 'environments') rows.push(overrideRow(child, key));
    else if (!alike) rows.push(...below(child, key));
  }
  // Members of one shape are explained once, after the last of them.
  const last = entries.at(-1)?.[1];
  if (alike && last !== undefined) rows.push(...below(last, `${prefix}<item>`));
  return rows;
}

function below(schema: Schema, key: string): readonly Row[] {
  if (schema.items !== undefined) return rowsOf(schema.items, `${key}[].`);
  if (schema.additionalProperties) return rowsOf(schema.additionalProperties, `${key}.<key>.`);
  return rowsOf(schema, `${key}.`);
}

function overrideRow(schema: Schema, key: string): Row {
  const prefix = `${key}.<key>.`;
  const found = below(schema, key).map((row) => row.key.slice(prefix.length));
  // Lists are replaced as a whole.
  const whole = found.filter((one) => !one.includes('[]'));
  const leaves = whole.filter((one) => !whole.some((other) => other.startsWith(`${one}.`)));
  const meaning = `Keys that may differ: ${leaves.map((leaf) => `\`${leaf}\``).join(', ')}.`;
  return { key: `${key}.<name>`, value: 'mapping', presence: '–', meaning };
}

/** The rows of all options; a row that not every option has names those that have it. */
function alternatives(options: readonly Schema[], prefix: string): readonly Row[] {
  const [discriminator = ''] =
    Object.entries(options[0]?.properties ?? {}).find(([, { const: c }]) => c !== undefined) ?? [];
  const found = new Map<string, { row: Row; of: string[] }>();
  const choices: string[] = [];
  for (const option of options) {
    const chosen = option.properties?.[discriminator];
    const name = String(chosen?.const);
    choices.push(`\`${name}\`: ${cell(chosen?.description)}`);
    for (const row of rowsOf(option, prefix)) {
      if (row.key === `${prefix}${discriminator}`) continue;
      const id = [row.key, row.value, row.presence, row.meaning].join('\n');
      found.set(id, { row, of: [...(found.get(id)?.of ?? []), name] });
    }
  }
  const values = options.map((option) => option.properties?.[discriminator]?.const);
  const qualified = ({ row, of }: { row: Row; of: readonly string[] }): Row =>
    of.length === options.length ? row : { ...row, meaning: `(${of.join(', ')}) ${row.meaning}` };
  return [
    { key: `${prefix}${discriminator}`, value: listed(values), presence: 'required', meaning: choices.join(' ') },
    ...[...found.values()].toSorted((a, b) => order(a.row.key, found) - order(b.row.key, found)).map(qualified),
  ];
}

/** Rows of one key stand together, where the first of them stands. */
function order(key: string, found: ReadonlyMap<string, { readonly row: Row }>): number {
  return [...found.values()].findIndex(({ row }) => row.key === key);
}

function presenceOf(parent: Schema, name: string, schema: Schema): string {
  if (schema.default !== undefined) return `\`${JSON.stringify(schema.default)}\``;
  return parent.required?.includes(name) === true ? 'required' : '–';
}

function valueOf(schema: Schema): string {
  if (schema.const !== undefined) return listed([schema.const]);
  if (schema.enum !== undefined) return listed(schema.enum);
  if (schema.oneOf !== undefined && schema.type === undefined) return 'mapping';
  switch (schema.type) {
    case 'object':
      return 'mapping';
    case 'array':
      return schema.items?.type === 'object' ? 'list of mappings' : `list of ${valueOf(schema.items ?? {})}`;
    case 'integer':
      return `whole number${rangeOf(schema)}`;
    case 'number':
      return `number${rangeOf(schema)}`;
    case 'string':
      return schema.format === 'date' ? 'day' : schema.format === 'uri' ? 'URL' : 'text';
    case 'boolean':
      return '`true`, `false`';
    case undefined:
    default:
      return 'one of several';
  }
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const low = minimum ?? exclusiveMinimum;
  const above = minimum === undefined && exclusiveMinimum !== undefined ? 'above ' : '';
  if (maximum === undefined || maximum >= UNLIMITED) {
    return low === undefined ? '' : above === '' ? `, at least ${low}` : `, above ${low}`;
  }
  return low === undefined ? `, at most ${maximum}` : `, ${above}${low} to ${maximum}`;
}

function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, SHOWN).map((value) => `\`${String(value)}\``);
  return values.length > SHOWN ? `${shown.join(', ')}, … (${values.length})` : shown.join(', ');
}

function cell(text: string | undefined): string {
  return (text ?? '').replaceAll('<', '&lt;');
}
