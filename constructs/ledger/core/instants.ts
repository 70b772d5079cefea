import type { Instant } from './types';

/** The instants of a time that somebody wrote, or why it is invalid. */
export type ParsedInstant =
  /** One instant, or two if the local time occurred twice, the earlier first. */
  | { readonly ok: true; readonly instants: readonly Instant[]; readonly zone: string }
  /** Lower case, no full stop: rule, value, remedy. */
  | { readonly ok: false; readonly problem: string };

const LOCAL =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const DAY_MS = 86_400_000;

/**
 * Reads a time of day in a zone, e.g. `parseInstant('2026-11-17 15:47', 'Asia/Kolkata')`. A time with an offset (`Z`,
 * `+05:30`) needs no zone. Seconds and milliseconds may be left out; a day alone is its first instant.
 *
 * A local time that daylight saving skipped is refused. One that occurred twice gives both instants.
 *
 * @param zone name in the IANA database, e.g. `Europe/Berlin`
 */
export function parseInstant(text: string, zone?: string): ParsedInstant {
  const parts = LOCAL.exec(text.trim());
  if (parts === null) return refuse(`time must be like 2026-11-17 15:47, got '${text}'; correct it`);
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = parts;
  const fields = [year, month, day, hour, minute, second].map(Number);
  const local = utc(fields, Number(fraction.padEnd(3, '0')));
  if (local === undefined) return refuse(`time must exist in the calendar, got '${text}'; correct it`);
  if (offset !== undefined) return accept([local - offsetOf(offset)], offset.toUpperCase());
  if (zone === undefined) return refuse(`time needs a zone, got '${text}'; add one, e.g. Europe/Berlin, or an offset`);
  const format = formatter(zone);
  if (format === undefined) {
    return refuse(`zone must be a name of the IANA database like Asia/Kolkata, got '${zone}'; correct it`);
  }
  const instants = instantsOf(local, format);
  if (instants.length > 0) return accept(instants, zone);
  return refuse(
    `time does not exist in ${zone}, where the clocks went over it, got '${text}'; give a time before or after`,
  );
}

/** An instant as the clocks of a zone show it, with their offset, e.g. `2026-11-17 15:47:00.000 GMT+5:30`. */
export function formatInstant(instant: Instant, zone: string): string {
  const time = Date.parse(instant);
  const format = formatter(zone);
  // A zone that Intl does not know is shown as UTC.
  const local = format === undefined ? time : localOf(time, format);
  const shown = new Date(local).toISOString();
  return `${shown.slice(0, 10)} ${shown.slice(11, 23)} GMT${offsetText(Math.round((local - time) / 60_000))}`;
}

function offsetText(minutes: number): string {
  if (minutes === 0) return '';
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** The instants at which clocks show a local time: offsets change by less than a day, so those around it are all. */
function instantsOf(local: number, format: Intl.DateTimeFormat): readonly number[] {
  const offsets = [-DAY_MS, 0, DAY_MS].map((shift) => localOf(local + shift, format) - (local + shift));
  return [...new Set(offsets)]
    .map((offset) => local - offset)
    .filter((instant) => localOf(instant, format) === local)
    .sort((a, b) => a - b);
}

/** What the clocks show at an instant, as if it were UTC. */
function localOf(instant: number, format: Intl.DateTimeFormat): number {
  const shown = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const field = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
  const seconds = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  );
  return seconds + (((instant % 1000) + 1000) % 1000);
}

/** By zone: making one takes as long as a dozen uses of it. */
const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

function formatter(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formatters.has(timeZone)) formatters.set(timeZone, newFormatter(timeZone));
  return formatters.get(timeZone);
}

function newFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  // An offset is a valid zone for Intl, and would hide that none was named.
  if (!/^[A-Za-z]/.test(timeZone)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/** Undefined for a day or time that no calendar has, which `Date.UTC` would carry over. */
function utc(fields: readonly number[], milliseconds: number): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const instant = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  const back = new Date(instant);
  const shown = [
    back.getUTCFullYear(),
    back.getUTCMonth() + 1,
    back.getUTCDate(),
    back.getUTCHours(),
    back.getUTCMinutes(),
    back.getUTCSeconds(),
  ];
  return shown.every((value, index) => value === fields[index]) ? instant : undefined;
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))) * 60_000;
}

function accept(instants: readonly number[], zone: string): ParsedInstant {
  return { ok: true, instants: instants.map((instant) => new Date(instant).toISOString()), zone };
}

function refuse(problem: string): ParsedInstant {
  return { ok: false, problem };
}
