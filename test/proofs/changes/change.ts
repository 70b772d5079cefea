import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** A change of the code, as somebody would make it by hand. */
export interface Change {
  /** Its title in "How a change travels" of docs/architecture.md. */
  readonly title: string;
  /** Texts of new files. */
  readonly added: Readonly<Record<string, string>>;
  /** What is put before a text that stands once in a file. */
  readonly inserted: Readonly<Record<string, readonly { readonly before: string; readonly text: string }[]>>;
}

/** Every file that a change touches. */
export function filesOf({ added, inserted }: Change): readonly string[] {
  return [...Object.keys(added), ...Object.keys(inserted)].sort();
}

/** @param root of a copy of the project */
export function apply(change: Change, root: string): void {
  for (const [file, text] of Object.entries(change.added)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  for (const [file, insertions] of Object.entries(change.inserted)) {
    for (const { before, text } of insertions) edit(path.join(root, file), before, `${text}${before}`);
  }
}

/** @throws Error when the text does not stand there exactly once */
export function edit(file: string, from: string, to: string): void {
  const parts = readFileSync(file, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${file} holds ${JSON.stringify(from)} ${parts.length - 1} times`);
  writeFileSync(file, parts.join(to));
}

/** The numbered files below a title of "How a change travels", in their order; those under a condition are optional. */
export function listedFiles(architecture: string, title: string): readonly { matches: RegExp; optional: boolean }[] {
  const section = architecture.split(`\n**${title}** ✓\n`)[1]?.split(/\n\*\*|\n## /)[0];
  if (section === undefined) throw new Error(`docs/architecture.md does not say how a change travels: ${title}`);
  return [...section.matchAll(/^\d+\. (.*)$/gm)].flatMap(([, line = '']) => {
    const files = [...line.matchAll(/`((?:\w[\w-]*|<\w+>)(?:\/[\w.<>…-]+)+)`/g)].map(([, file = '']) => file);
    const [main, ...others] = files.map(pattern);
    const optional = /\b(?:if|when)\b/.test(line);
    // What a line names besides its own file is touched in some cases only.
    return main === undefined
      ? []
      : [{ matches: main, optional }, ...others.map((matches) => ({ matches, optional: true }))];
  });
}

function pattern(file: string): RegExp {
  const escaped = file.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/<\w+>/g, '[^/]+').replaceAll('…', '.+')}$`);
}
