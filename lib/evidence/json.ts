import type { EvidenceModel } from './model';

/** The whole model as JSON: keys in alphabetical order, a line feed at the end. */
export function renderJson(model: EvidenceModel): string {
  return `${JSON.stringify(ordered(model), undefined, 2)}\n`;
}

function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, ordered(item)]),
  );
}
