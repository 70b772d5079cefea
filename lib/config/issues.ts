import { z } from 'zod';
import type { ConfigProblem } from './problem';
import { descriptionOf, fieldsOf, objectFor, objectsOf, placesOf, schemaAt } from './schema-walk';
import { formatPath, type Path, type Position, type SourceFile } from './source-file';
import { didYouMean, listed, shown } from './suggest';

/** Where the mistakes of a piece of data are reported. */
export interface IssueContext {
  readonly schema: z.core.$ZodType;
  readonly data: unknown;
  readonly source: SourceFile;
  /** Path and place in the file of a path in the data; they differ for merged data. */
  readonly locate: (path: Path) => { readonly path: Path; readonly position: Position };
}

type Text = Pick<ConfigProblem, 'rule' | 'what' | 'allowed' | 'remedy'>;

const FORMATS: Readonly<Record<string, string>> = {
  email: 'a mail address, e.g. team@example.com',
  url: 'an https URL',
  date: 'a day that exists, YYYY-MM-DD',
  cidrv4: 'an IPv4 range, e.g. 10.20.0.0/16',
};

/** Turns zod's findings into problems with file and line. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], context: IssueContext): ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => place(context, [...path, key], unknownKey(key, path, context)));
    }
    return [place(context, path, explain(issue, path, context))];
  });
}

function place(context: IssueContext, path: Path, text: Text): ConfigProblem {
  const located = context.locate(path);
  return { file: context.source.file, ...located.position, path: formatPath(located.path), ...text };
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    data,
  );
}

function unknownKey(key: string, parent: Path, context: IssueContext): Text {
  const object = schemaAt(context.schema, parent, context.data);
  const shape = object === undefined ? undefined : objectFor(object, valueAt(context.data, parent));
  const keys = Object.keys(shape?.shape ?? {});
  const elsewhere = placesOf(context.schema, key).map((path) => `it belongs at ${path}`);
  return {
    rule: 'CONFIG-UNKNOWN-KEY',
    what: `unknown key ${shown(key)}`,
    allowed: listed(keys),
    remedy: didYouMean(key, keys, elsewhere[0] ?? 'remove it'),
  };
}

function explain(
  issue: Exclude<z.core.$ZodIssue, z.core.$ZodIssueUnrecognizedKeys>,
  path: Path,
  context: IssueContext,
): Text {
  const value = valueAt(context.data, path);
  if (value === undefined && issue.code !== 'invalid_key') return missing(path, context);
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, value, path, context);
    case 'invalid_value':
      return oneOf(issue.values.map(String), value);
    case 'invalid_union':
      return unionChoice(path, value, context);
    case 'too_small':
      return range(
        value,
        issue.origin,
        `at least ${issue.minimum}`,
        issue.inclusive === false ? `more than ${issue.minimum}` : undefined,
      );
    case 'too_big':
      return range(
        value,
        issue.origin,
        `at most ${issue.maximum}`,
        issue.inclusive === false ? `less than ${issue.maximum}` : undefined,
      );
    case 'invalid_format':
      return {
        rule: 'CONFIG-FORMAT',
        what: `got ${shown(value)}`,
        allowed: FORMATS[issue.format] ?? issue.message,
        remedy: quoteHint(path, context),
      };
    case 'invalid_key':
      return {
        rule: 'CONFIG-FORMAT',
        what: `the key ${shown(path.at(-1))} is not allowed`,
        allowed: issue.issues[0]?.message,
      };
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      break;
  }
  return { rule: 'CONFIG-FORMAT', what: `got ${shown(value)}`, allowed: issue.message };
}

function missing(path: Path, context: IssueContext): Text {
  const about = descriptionOf(schemaAt(context.schema, path, context.data));
  const key = path.at(-1) ?? '';
  return { rule: 'CONFIG-MISSING', what: 'is missing', allowed: about?.replace(/\.$/, ''), remedy: `add ${key}` };
}

function wrongType(expected: string, value: unknown, path: Path, context: IssueContext): Text {
  const names: Readonly<Record<string, string>> = {
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    string: 'text',
    int: 'a whole number',
    boolean: 'true or false',
    number: 'a number',
  };
  const got =
    value === null
      ? 'nothing'
      : Array.isArray(value)
        ? 'a list'
        : typeof value === 'object'
          ? 'a mapping'
          : shown(value);
  return {
    rule: 'CONFIG-TYPE',
    what: `got ${got}`,
    allowed: names[expected] ?? expected,
    remedy: quoteHint(path, context),
  };
}

function quoteHint(path: Path, context: IssueContext): string | undefined {
  const value = valueAt(context.data, path);
  const schema = schemaAt(context.schema, path, context.data);
  const wantsText =
    schema !== undefined &&
    typeof value !== 'string' &&
    z.safeParse(schema, '').error?.issues.every(({ code }) => code !== 'invalid_type') !== false;
  if (!wantsText || (typeof value !== 'number' && typeof value !== 'boolean')) return undefined;
  const text = context.source.textOf(context.locate(path).path) ?? String(value);
  const why =
    typeof value === 'number'
      ? 'YAML reads bare digits as a number and drops leading zeros'
      : 'YAML reads this word as true or false';
  return `write it in quotes: '${text}' (${why})`;
}

function oneOf(values: readonly string[], value: unknown): Text {
  const remedy = typeof value === 'string' ? didYouMean(value, values) : undefined;
  return { rule: 'CONFIG-VALUE', what: `got ${shown(value)}`, allowed: listed(values), remedy };
}

function unionChoice(path: Path, value: unknown, context: IssueContext): Text {
  const parent = schemaAt(context.schema, path.slice(0, -1), context.data);
  const discriminator = String(path.at(-1));
  const values = (parent === undefined ? [] : objectsOf(parent))
    .map((option) => fieldsOf(option).get(discriminator))
    .filter((field) => field instanceof z.ZodLiteral)
    .flatMap((field) => [...field.values].map(String));
  return oneOf(values, value);
}

function range(value: unknown, origin: string, inclusive: string, exclusive: string | undefined): Text {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  const size = origin === 'string' || origin === 'array' ? (value as string | unknown[]).length : value;
  return { rule: 'CONFIG-RANGE', what: `got ${shown(size)}${unit}`, allowed: `${exclusive ?? inclusive}${unit}` };
}
