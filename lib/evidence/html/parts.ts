import type { ControlStatus } from '../gather/controls';
import { Html, markup, plural, type Content } from './html';

/** Rows that a table of the page shows; the rest is in `evidence.json`. */
const ROWS_SHOWN = 400;

/** Items that a cell lists before it counts the rest. */
const ITEMS_SHOWN = 12;

/** Which tone a word is set in; never colour alone, the word always stands there too. */
export type Tone = 'pass' | 'fail' | 'warn' | 'quiet' | 'gap';

const STATUS_TONES: Readonly<Record<ControlStatus, Tone>> = {
  passed: 'pass',
  failed: 'fail',
  acknowledged: 'warn',
  'not applicable': 'quiet',
  'no rule exists': 'gap',
};

/** A word in a tinted box. */
export function badge(tone: Tone, text: string): Html {
  return markup`<span class="badge ${tone}">${text}</span>`;
}

/** The status of a control. */
export function statusBadge(status: ControlStatus): Html {
  return badge(STATUS_TONES[status], status);
}

/** The environments that a row speaks of. */
export function environmentTags(environments: readonly string[]): Html {
  return markup`<span class="envs">${environments.map((name) => markup`<span class="env">${name}</span> `)}</span>`;
}

/** An identifier that may be broken after its separators. */
export function code(text: string): Html {
  const pieces = text.split(/(?<=[/:.,_])(?=[^/:.,_*])/);
  // Short names read better in one piece than broken at a hyphen.
  if (text.length <= 24 && !text.includes('/')) return markup`<code class="short">${text}</code>`;
  return markup`<code>${pieces.map((piece, index) => (index === 0 ? piece : markup`<wbr />${piece}`))}</code>`;
}

/** Text whose long words, such as addresses of pages, may be broken. */
export function prose(text: string): Content {
  return text
    .split(/(\S{32,})/)
    .map((piece, index) =>
      index % 2 === 0 ? piece : piece.split(/(?<=[/=&?#_-])/).map((part) => [part, markup`<wbr />`]),
    );
}

/** A section of the page with its heading. */
export function section(id: string, title: string, lead: Content, ...content: readonly Content[]): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <p class="lead">${lead}</p>
    ${content}
  </section> `;
}

/** A column: its heading, and whether it holds numbers or sentences. */
export type Column = string | { readonly name: string; readonly kind: 'number' | 'wide' };

/** A row and the environments that it speaks of. */
export interface Row {
  readonly environments: readonly string[];
  readonly cells: readonly Content[];
  readonly tone?: Tone;
}

/** A table with a caption; the first cell of a row is its heading. */
export function table(options: {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Offers a search field where scripts run. @default - when there are more than eight rows */
  readonly filter?: boolean;
  /** How many rows there are in all. @default - those given */
  readonly total?: number;
  /** @default ROWS_SHOWN */
  readonly limit?: number;
}): Html {
  const { id, caption, columns, rows } = options;
  const limit = options.limit ?? ROWS_SHOWN;
  const shown = rows.slice(0, limit);
  const total = options.total ?? rows.length;
  const filter = options.filter ?? rows.length > 8;
  return markup`${
    filter
      ? markup`<div class="filter" hidden>
            <label for="${id}-filter">Filter<span class="unseen"> ${caption}</span></label>
            <input id="${id}-filter" type="search" autocomplete="off" spellcheck="false" aria-controls="${id}" />
            <output for="${id}-filter"></output>
          </div> `
      : ''
  }
    <div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table id="${id}">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            ${columns.map((column) => (typeof column === 'string' ? markup`<th scope="col">${column}</th>` : markup`<th scope="col" class="${column.kind}">${column.name}</th>`))}
          </tr>
        </thead>
        <tbody>
          ${shown.map((row) => bodyRow(row, columns))}
        </tbody>
      </table>
    </div>
    ${total > shown.length ? markup`<p class="note">Shown are ${shown.length} of ${plural(total, 'row')}; every one is in <code>evidence.json</code>.</p>` : ''}`;
}

function bodyRow({ environments, cells, tone }: Row, columns: readonly Column[]): Html {
  return markup`<tr data-env="${environments.join(' ')}" ${tone === undefined ? '' : markup` class="${tone}"`}>
    ${cells.map((cell, index) => {
      if (index === 0) return markup`<th scope="row">${cell}</th>`;
      const column = columns[index];
      return typeof column === 'object' ? markup`<td class="${column.kind}">${cell}</td>` : markup`<td>${cell}</td>`;
    })}
  </tr> `;
}

/** A list that counts what does not fit. */
export function items(contents: readonly Content[], limit = ITEMS_SHOWN): Html {
  if (contents.length === 1) return markup`<div>${contents}</div>`;
  const rest = contents.length - limit;
  return markup`<ul>
    ${contents.slice(0, limit).map((item) => markup`<li>${item}</li>`)}${rest > 0 ? markup`<li class="rest">and ${rest} more, in <code>evidence.json</code></li>` : ''}
  </ul>`;
}

/** Content that a reader opens. */
export function more(
  summary: Content,
  content: Content,
  options: { open?: boolean; environments?: readonly string[] } = {},
): Html {
  return markup`<details${options.open === true ? new Html(' open') : ''}${options.environments === undefined ? '' : markup` data-env="${options.environments.join(' ')}"`}><summary>${summary}</summary>${content}</details>
`;
}

/** A statement in a box: good news, or the lack of data. */
export function statement(tone: Tone, content: Content): Html {
  return markup`<p class="statement ${tone}">${content}</p> `;
}

/** Rows that say the same of several environments become one. */
export function mergeEnvironments<T extends { readonly environment: string }>(
  rows: readonly T[],
  key: (row: T) => string,
): { row: T; environments: string[] }[] {
  const merged = new Map<string, { row: T; environments: string[] }>();
  for (const row of rows) {
    const same = merged.get(key(row));
    if (same === undefined) merged.set(key(row), { row, environments: [row.environment] });
    else if (!same.environments.includes(row.environment)) same.environments.push(row.environment);
  }
  return [...merged.values()];
}
