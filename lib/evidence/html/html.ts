/** Markup that is safe to put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: text is escaped, `undefined` and `false` leave nothing. */
export type Content = Html | string | number | undefined | false | readonly Content[];

/** Builds markup; every value that is not itself markup is escaped. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(dedent(parts).reduce((text, part, index) => text + toText(values[index - 1]) + part));
}

const dedented = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Indentation belongs to the source, not to the page; a line break stays, because it may separate words. */
function dedent(parts: TemplateStringsArray): readonly string[] {
  const known = dedented.get(parts);
  if (known !== undefined) return known;
  const made = parts.map((part) => part.replace(/\n\s*/g, '\n'));
  dedented.set(parts, made);
  return made;
}

function toText(value: Content): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  return typeof value === 'number' ? String(value) : value.map(toText).join('');
}

/** Text made inert, for content and for quoted attributes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A number with separators: 12,345. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 model`, `3 models`. */
export function plural(value: number, noun: string, nouns = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : nouns}`;
}
