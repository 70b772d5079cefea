/** One section of a runbook: what to do about some alarms. */
export interface RunbookSection {
  /** `<room>/<anchor>`, e.g. `monitoring/error-rate`. */
  readonly name: string;
  /** The part of the name after the room: the heading, as an address. */
  readonly anchor: string;
  readonly heading: string;
  /** Ids of the alarms that lead here. `Quality<Name>` stands for every id that goes on after `Quality`. */
  readonly alarms: readonly string[];
  /** The first sentence. */
  readonly summary: string;
  /** Markdown below the heading. */
  readonly text: string;
}

/** What to do about the alarms of one room. */
export interface Runbook {
  /** Folder of `constructs/`. */
  readonly room: string;
  readonly title: string;
  /** Markdown between title and first section: what the commands of all sections need. */
  readonly introduction: string;
  readonly sections: readonly RunbookSection[];
  /** The whole text. */
  readonly text: string;
}

const FENCE = /^ *(?:```|~~~)/;
/** The line that begins a section, e.g. "Alarms: `ReleaseTimedOut`, `ReleaseStopped`." */
const ALARMS = /^Alarms?: ((?:`[\w<>]+`(?:, )?)+)\.\n*/;

/** The address of a heading within its document, as GitHub makes it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Reads a runbook: `# title`, an introduction, and sections that begin with `## heading`. */
export function parseRunbook(room: string, text: string): Runbook {
  const [head = '', ...parts] = partsOf(text);
  const [first = '', ...rest] = head.split('\n');
  return {
    room,
    title: first.replace(/^# */, ''),
    introduction: rest.join('\n').trim(),
    sections: parts.map((part) => sectionOf(room, part)),
    text: text.trim(),
  };
}

/** The text before the first heading of a section, and each section with its heading; blocks of code are left whole. */
function partsOf(text: string): readonly string[] {
  const parts: string[][] = [[]];
  let inCode = false;
  for (const line of text.trim().split('\n')) {
    if (FENCE.test(line)) inCode = !inCode;
    if (!inCode && line.startsWith('## ')) parts.push([]);
    parts.at(-1)?.push(line);
  }
  return parts.map((lines) => lines.join('\n'));
}

function sectionOf(room: string, part: string): RunbookSection {
  const [first = '', ...rest] = part.split('\n');
  const heading = first.slice('## '.length).trim();
  const anchor = anchorOf(heading);
  const text = rest.join('\n').trim();
  const [, alarms = ''] = ALARMS.exec(text) ?? [];
  const [paragraph = ''] = text.replace(ALARMS, '').split('\n\n');
  return {
    name: `${room}/${anchor}`,
    anchor,
    heading,
    alarms: [...alarms.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id),
    summary: firstSentence(paragraph.replaceAll(/\s+/g, ' ').trim()),
    text,
  };
}

function firstSentence(paragraph: string): string {
  return /^.*?(?<!\be\.g)[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
}
