import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, or none when nothing is near. Upper and lower case do not count. */
export function nearest(given: string, candidates: Iterable<string>): string | undefined {
  const wanted = given.toLowerCase();
  // Two neighbouring letters swapped are two edits.
  const limit = given.length < 4 ? 1 : Math.max(2, Math.floor(given.length / 3));
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    // A difference in length takes as many edits.
    if (Math.abs(candidate.length - given.length) > limit) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits > limit) continue;
    const nearer = best === undefined || edits < best.edits || (edits === best.edits && candidate < best.candidate);
    if (nearer) best = { candidate, edits };
  }
  return best?.candidate;
}
