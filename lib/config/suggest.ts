import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, or none when nothing is near. Upper and lower case do not count. */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  // Two neighbouring letters swapped are two edits.
  const limit = given.length < 4 ? 1 : Math.max(2, Math.floor(given.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1));
  return ranked[0]?.candidate;
}

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
