import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { loadRules, requirements, requirementsOf } from '../../constructs/compliance';
import * as root from '../../constructs';
import { anchorOf } from '../../lib/runbooks';
import { documents, lineAt, ROOT, type Document } from './support';

const DOCUMENTS = documents();
/** What a company may add, and what the sandbox makes when it runs. */
const MADE_LATER = /^(?:config\/rules\/|config\/app\.ts$|sandbox\/\.)/;
const PATH = /`((?:bin|lib|constructs|config|docs|test|scripts|sandbox|examples|bench)\/[\w./-]*)`/g;
const LINK = /\]\(([^)\s]+)\)/g;
const SCRIPT = /npm run (?:--silent )?([\w:-]+)/g;

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const rooms = readdirSync(path.join(ROOT, 'constructs')).filter((room) =>
  existsSync(path.join(ROOT, 'constructs', room, 'index.ts')),
);

/** The anchors of a Markdown file, as GitHub makes them. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

function problemOfLink({ file }: Document, link: string): string | undefined {
  const [target = '', anchor] = link.split('#');
  const to = target === '' ? file : path.join(path.dirname(file), target);
  if (!existsSync(path.join(ROOT, to))) return `${to} does not exist`;
  if (anchor === undefined || anchorsOf(read(to)).includes(anchor)) return undefined;
  return `${to} has no heading #${anchor}`;
}

function findings(
  pattern: RegExp,
  in_: 'text' | 'prose',
  problemOf: (found: string, document: Document) => string | undefined,
) {
  return DOCUMENTS.flatMap((document) =>
    [...document[in_].matchAll(pattern)].flatMap((match) => {
      const problem = problemOf(match[1] ?? '', document);
      return problem === undefined ? [] : [`${document.file}:${lineAt(document[in_], match.index)}: ${problem}`];
    }),
  );
}

describe('the documents', () => {
  test('are found', () => {
    expect(DOCUMENTS.map(({ file }) => file)).toEqual(expect.arrayContaining(['README.md', 'docs/forking.md']));
  });

  test('link to files and headings that exist', () => {
    expect(
      findings(LINK, 'prose', (link, document) => (/^[a-z]+:/.test(link) ? undefined : problemOfLink(document, link))),
    ).toEqual([]);
  });

  test('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(findings(SCRIPT, 'text', (name) => (name in scripts ? undefined : `npm run ${name}`))).toEqual([]);
  });

  test('name files and folders that exist', () => {
    expect(
      findings(PATH, 'prose', (named, { file }) =>
        // From the root, or, in the document of an example, from there.
        MADE_LATER.test(named) ||
        [ROOT, path.join(ROOT, path.dirname(file))].some((at) => existsSync(path.join(at, named)))
          ? undefined
          : named,
      ),
    ).toEqual([]);
  });

  test('say in the README what CI runs', () => {
    const commands = [...read('README.md').matchAll(/^```sh\n(.+)\n```$/gm)].flatMap(([, line = '']) =>
      line.split(' && '),
    );
    expect([...new Set(commands)].sort()).toEqual(['npm ci', 'npm run sandbox', 'npm test']);
    const ci = read('.ci/run');
    expect(commands.filter((command) => !new RegExp(`${command}( --no-audit --no-fund)?$`, 'm').test(ci))).toEqual([]);
  });

  test('list every requirement in the roadmap, and call "rule" those that a rule holds', () => {
    const rows = [...read('docs/roadmap.md').matchAll(/^\| ([A-Z]+-\d+) ([^|]+) \| (rule|partly|not yet) \|/gm)];
    expect(rows.map(([, id, title]) => `${id} ${title}`)).toEqual(
      requirements.map(({ id, title }) => `${id} ${title}`),
    );
    const held = rows.flatMap(([, id = '', , status]) => (status === 'rule' ? [id] : []));
    expect(held.sort()).toEqual([...new Set(loadRules().flatMap(requirementsOf))].sort());
  });
});

describe('the rooms', () => {
  test('are exported by the package, each by its name', () => {
    expect(Object.keys(root).sort()).toEqual(rooms);
  });

  test.each(rooms)('%s is named in README.md and docs/architecture.md, with its README', (room) => {
    const name = `constructs/${room}/README.md`;
    expect(['README.md', 'docs/architecture.md'].filter((file) => !read(file).includes(name))).toEqual([]);
  });
});
