import { gatherEvidence, renderDiagrams } from '../../../../lib/evidence';
import { MemoryCache } from '../../../constructs/compliance/memory-cache';
import { evidenceInput, manyModels, tenModels } from '../fixture';

/** What the page gives a picture at most, in CSS pixels (`max-width` of `.picture svg`, 58rem). */
const PICTURE_PIXELS = 928;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The boxes of the nodes, from the corner points of their outlines. */
function nodeBoxes(svg: string): Box[] {
  return [...svg.matchAll(/<g class="node[^"]*">\s*(?:<g>\s*)?<path[^>]* d="([^"]*)"/g)].map(([, path = '']) => {
    const points = [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  });
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

async function production(input: Parameters<typeof gatherEvidence>[0]): Promise<string> {
  return (await renderDiagrams(gatherEvidence(input)))['prod'] ?? '';
}

function smallestFont(svg: string): number {
  const width = Number(/viewBox="[\d.]+ [\d.]+ ([\d.]+)/.exec(svg)?.[1]);
  const fonts = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
  return (Math.min(...fonts) * PICTURE_PIXELS) / width;
}

test.each([
  ['ten models', () => evidenceInput({ models: tenModels() })],
  ['a hundred models', () => manyModels(100)],
])('the picture of %s can be read: no box covers another, no text below 9 pixels', async (_, input) => {
  const svg = await production(input());
  const boxes = nodeBoxes(svg);
  expect(boxes.length).toBeGreaterThan(10);
  const pairs = boxes.flatMap((a, index) => boxes.slice(index + 1).map((b) => [a, b] as const));
  expect(pairs.filter(([a, b]) => overlaps(a, b))).toEqual([]);
  expect(smallestFont(svg)).toBeGreaterThanOrEqual(9);
});

test('names every one of ten models and the five trust zones', async () => {
  const svg = (await production(evidenceInput({ models: tenModels() }))).replaceAll('&#45;', '-');
  for (const { name } of tenModels()) expect(svg).toContain(name);
  for (const zone of ['Outside', 'Private subnets', 'Managed services', 'Audit', 'Recovery Region eu-central-1']) {
    expect(svg).toContain(zone);
  }
});

test('has nothing that the policy of the page refuses, and the same bytes twice', async () => {
  const svg = await production(evidenceInput());
  expect(svg).not.toMatch(/<script|<a |style=|href|<\?xml/);
  expect(await production(evidenceInput())).toBe(svg);
});

test('draws nothing where nothing was synthesized', async () => {
  const model = gatherEvidence({ ...evidenceInput(), templates: [] });
  expect(await renderDiagrams({ pictures: model.pictures.filter(({ nodes }) => nodes.length === 0) })).toEqual({});
});

test('a picture that was drawn before is the same, and is not drawn again', async () => {
  const cache = new MemoryCache();
  const { answers } = cache;
  const model = gatherEvidence(evidenceInput());
  const drawn = await renderDiagrams(model, cache);
  expect(answers.size).toBe(model.pictures.length);
  expect(await renderDiagrams(model, cache)).toEqual(drawn);
  for (const key of answers.keys()) answers.set(key, JSON.stringify('<svg >kept</svg>'));
  expect(Object.values(await renderDiagrams(model, cache)).every((svg) => svg.endsWith('kept</svg>'))).toBe(true);
});
