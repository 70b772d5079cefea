import type { Instant } from './types';

/** JSON whose shape nobody promises. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object under a key, empty when there is none. */
export function fieldsAt(value: unknown, key: string): Fields {
  const found = isFields(value) ? value[key] : undefined;
  return isFields(found) ? found : {};
}

/** The objects of the list under a key. */
export function listAt(value: unknown, key: string): readonly Fields[] {
  const found = isFields(value) ? value[key] : undefined;
  return Array.isArray(found) ? found.filter(isFields) : [];
}

export function textAt(value: unknown, key: string): string | undefined {
  const found = isFields(value) ? value[key] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function numberAt(value: unknown, key: string): number | undefined {
  const found = isFields(value) ? value[key] : undefined;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** A point in time, however it is written: milliseconds or seconds since 1970, text, or a `Date`. */
export function instantAt(value: unknown, key: string): Instant | undefined {
  const found = isFields(value) ? value[key] : undefined;
  if (found instanceof Date) return validDate(found);
  if (typeof found === 'string') return validDate(new Date(found));
  // Seconds have ten digits until the year 2286.
  if (typeof found === 'number') return validDate(new Date(found < 1e11 ? found * 1000 : found));
  return undefined;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function validDate(date: Date): Instant | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
