import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { table, type GeneratedPart } from './part';

const CONSTRUCTS = path.join(__dirname, '../../constructs');

/** The rooms of the library, in the order of their names, with the first sentence of each README. */
export function rooms(folder = CONSTRUCTS): readonly { readonly name: string; readonly holds: string }[] {
  return readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, 'index.ts')))
    .sort()
    .map((name) => ({ name, holds: firstSentence(path.join(folder, name, 'README.md')) }));
}

/** @throws Error when the README does not begin with a title and a paragraph */
function firstSentence(file: string): string {
  const paragraph = existsSync(file) ? readFileSync(file, 'utf8').split(/\n{2,}/)[1] : undefined;
  const sentence = /^[A-Z`][^]*?\.(?=\s|$)/.exec(paragraph ?? '')?.[0];
  if (sentence === undefined)
    throw new Error(`${file} must begin with a title and a sentence that says what the room holds`);
  return sentence.replaceAll(/\s+/g, ' ').slice(0, -1);
}

/** What each room holds, and the rooms that the package has. */
export const roomParts: readonly GeneratedPart[] = [
  {
    document: 'docs/architecture.md',
    name: 'rooms',
    markdown: () =>
      table(
        ['room', 'holds'],
        rooms().map(({ name, holds }) => [`[\`${name}\`](../constructs/${name}/README.md)`, holds]),
      ),
  },
  {
    document: 'README.md',
    name: 'rooms',
    markdown: () =>
      `${rooms()
        .map(({ name }) => `[${name}](constructs/${name}/README.md)`)
        .join(', ')}.`,
  },
];
