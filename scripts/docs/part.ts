/** A part of a document that is made from the code: it stands between `<!-- NAME -->` and `<!-- end of NAME -->`. */
export interface GeneratedPart {
  /** Path from the root, e.g. `docs/operator.md`. */
  readonly document: string;
  readonly name: string;
  /** What stands between the markers. */
  markdown(): string;
}

/**
 * A document with a part made anew.
 *
 * @throws Error when the document does not have the markers, each once and in order
 */
export function withPart(text: string, { document, name, markdown }: GeneratedPart): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [before, rest, ...more] = text.split(begin);
  const [, after, ...others] = (rest ?? '').split(end);
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0) {
    throw new Error(`${document} must have '${begin}' and then '${end}', each once; add them where the part belongs`);
  }
  return `${before}${begin}\n\n${markdown().trim()}\n\n${end}${after}`;
}

/** A table, with a bar inside of a cell escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [rowOf(head), `|${'---|'.repeat(head.length)}`, ...rows.map(rowOf)].join('\n');
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
