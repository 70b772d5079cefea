import { nearest } from '../../constructs/ground/core';

/** `did you mean X`, or what the caller says when nothing is near. */
export function didYouMean(given: string, candidates: readonly string[], otherwise?: string): string | undefined {
  const near = nearest(given, candidates);
  return near === undefined ? otherwise : `did you mean ${near}`;
}

/** A list for a message, at most twelve entries long. */
export function listed(values: readonly string[]): string {
  const first = values.slice(0, 12).join(', ');
  return values.length > 12 ? `${first}, … (${values.length})` : first;
}

/** A value for a message, as it would stand in the file, shortened. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
