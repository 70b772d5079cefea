import { type AnswerCache, keyOf } from '../../../constructs/compliance';
import { installedVersion } from '../../../constructs/ground';
import type { EvidenceModel } from '../model';
import { MODELS } from '../gather/picture-boxes';
import type { Picture, PictureEdge, PictureNode, TrustZone } from '../gather/picture-types';

/** The picture of each environment as SVG, by environment. */
export type Diagrams = Readonly<Record<string, string>>;

/**
 * Lays the pictures out, offline and always alike.
 *
 * @param answers keeps what Graphviz drew @default - it draws in every process
 */
export async function renderDiagrams(model: Pick<EvidenceModel, 'pictures'>, answers?: AnswerCache): Promise<Diagrams> {
  const diagrams: Record<string, string> = {};
  for (const picture of model.pictures.filter(({ nodes }) => nodes.length > 0)) {
    diagrams[picture.environment] = tidy(await draw(dot(picture), answers), picture);
  }
  return diagrams;
}

async function draw(graph: string, answers: AnswerCache | undefined): Promise<string> {
  const key = keyOf(installedVersion('@viz-js/viz'), graph);
  const known = answers?.read(key);
  if (typeof known === 'string') return known;
  // Loaded when there is something to draw: Graphviz is a megabyte of WebAssembly.
  const { instance } = await import('@viz-js/viz');
  const svg = (await instance()).renderString(graph, { format: 'svg', engine: 'dot' });
  answers?.write(key, svg);
  return svg;
}

/** Graphviz takes the width of Helvetica, so the page has to set the same face or one of equal width. */
const FONT = 'Helvetica,Arial,sans-serif';
const NODE_POINTS = 11;

/** Points that the boxes of a row may take together; a page shows about this many at reading size. */
const ROW_POINTS = 950;
const GLYPH_POINTS = 5.6;
const BOX_PADDING_POINTS = 34;

/** The zones from outside inwards, which is from top to bottom. */
const ZONES: readonly TrustZone[] = ['callers', 'vpc', 'services', 'audit', 'recovery'];

function dot(picture: Picture): string {
  const rows = new Map(ZONES.map((zone) => [zone, rowsOf(picture, zone)]));
  const zone = (name: TrustZone): string => (rows.get(name) ?? []).flat().map(nodeText).join('\n');
  const all = ZONES.flatMap((name) => rows.get(name) ?? []);
  const models = (rows.get('vpc') ?? []).filter((row) => row.some(({ kind }) => kind === 'model'));
  const endpoints = (rows.get('vpc') ?? [])
    .flat()
    .filter(({ kind }) => kind !== 'model')
    .map(nodeText)
    .join('\n');
  return `digraph {
  graph [rankdir=TB, bgcolor=transparent, fontname="Helvetica", fontsize=${NODE_POINTS}, nodesep=0.2, ranksep=0.34, pad=0.05, compound=true, newrank=true, labeljust=l]
  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=${NODE_POINTS}, margin="0.14,0.08", fillcolor="#ffffff", color="#8a94a3"]
  edge [fontname="Helvetica", fontsize=10, color="#5d6878", fontcolor="#3f4855", arrowsize=0.6]
  ${cluster('callers', 'Outside the trust boundary', 'rounded,dashed', zone('callers'))}
  ${cluster(
    'account',
    `Account ${picture.account} · ${picture.region} · ${picture.environment}`,
    'rounded',
    [
      cluster(
        'vpc',
        `Private subnets: ${picture.network}`,
        'rounded,filled',
        `${endpoints}\n${cluster('models', 'Models', 'rounded', models.flat().map(nodeText).join('\n'))}`,
      ),
      cluster('services', 'Managed services of AWS', 'rounded,filled', zone('services')),
      cluster('audit', 'Audit', 'rounded,filled', zone('audit')),
    ].join('\n'),
  )}
  ${cluster('recovery', `Recovery Region ${picture.recoveryRegion ?? ''}`, 'rounded,dashed', zone('recovery'))}
  ${all.map(sameRank).join('\n  ')}
  ${all
    .slice(1)
    .map((row, index) => stack(all[index], row))
    .join('\n  ')}
  ${picture.edges.map((edge) => edgeText(edge, models)).join('\n  ')}
}`;
}

const COLOURS: Readonly<Record<string, string>> = {
  vpc: 'color="#3f7d5f"; fillcolor="#eef6f1"',
  models: 'color="#3f7d5f"; fillcolor="#eef6f1"',
  services: 'color="#5a6fb0"; fillcolor="#f0f3fb"',
  audit: 'color="#9a7b2d"; fillcolor="#faf5e6"',
};

/** A labelled zone; nothing when it has no content. */
function cluster(name: string, label: string, style: string, content: string): string {
  if (content.trim() === '') return '';
  return `subgraph cluster_${name} {
    label=<<b>${escapeXml(label)}</b>>; class="zone ${name}"; style=${quote(style)}; margin=12; ${COLOURS[name] ?? 'color="#8a94a3"'}
    ${content}
  }`;
}

/** Breaks the boxes of a zone into rows that fit the page; in the VPC the way in stands above the models, the way out below. */
function rowsOf({ nodes }: Picture, zone: TrustZone): PictureNode[][] {
  const own = nodes.filter((node) => node.zone === zone);
  if (zone === 'services') {
    // What holds data comes first, next to the way out of the VPC; what steers comes below.
    const steers = own.filter(({ kind }) => kind === 'control');
    const holds = own.filter(({ kind }) => kind !== 'control');
    return [...breakRows(holds).map(centred), ...breakRows(steers)].filter((row) => row.length > 0);
  }
  if (zone !== 'vpc') return breakRows(own);
  const entry = own.filter(({ id }) => id === 'interface-endpoints');
  const exit = own.filter(({ id }) => id === 'gateway-endpoints');
  const models = own.filter(({ kind }) => kind === 'model');
  return [entry, ...breakRows(models), exit].filter((row) => row.length > 0);
}

function breakRows(nodes: readonly PictureNode[]): PictureNode[][] {
  const total = nodes.reduce((sum, node) => sum + widthOf(node), 0);
  const count = Math.max(1, Math.ceil(total / ROW_POINTS));
  const size = Math.ceil(nodes.length / count);
  return Array.from({ length: count }, (_, row) => nodes.slice(row * size, (row + 1) * size)).filter(
    (row) => row.length > 0,
  );
}

/** The buckets stand below the way out of the VPC, so that the edge between them is short. */
function centred(row: readonly PictureNode[]): PictureNode[] {
  const buckets = row.filter(({ id }) => id === 'buckets');
  const others = row.filter(({ id }) => id !== 'buckets');
  const half = Math.floor(others.length / 2);
  return [...others.slice(0, half), ...buckets, ...others.slice(half)];
}

function widthOf({ title, lines }: PictureNode): number {
  return Math.max(title.length + 2, ...lines.map((line) => line.length)) * GLYPH_POINTS + BOX_PADDING_POINTS;
}

function sameRank(row: readonly PictureNode[]): string {
  const order = row.length < 2 ? '' : `${row.map(({ id }) => quote(id)).join(' -> ')} [style=invis]`;
  return `{ rank=same; ${row.map(({ id }) => quote(id)).join('; ')}; ${order} }`;
}

/** Holds a row below another one. */
function stack(upper: readonly PictureNode[] | undefined, lower: readonly PictureNode[]): string {
  const from = middle(upper ?? []);
  const to = middle(lower);
  return from === undefined || to === undefined ? '' : `${quote(from.id)} -> ${quote(to.id)} [style=invis, weight=8]`;
}

function middle(row: readonly PictureNode[]): PictureNode | undefined {
  return row[Math.floor((row.length - 1) / 2)];
}

function edgeText({ from, to, label, kind }: PictureEdge, models: readonly PictureNode[][]): string {
  const tail = from === MODELS ? middle(models.at(-1) ?? []) : undefined;
  const upwards = kind === 'control' && to === MODELS;
  const head = to !== MODELS ? undefined : upwards ? models.at(-1)?.[0] : middle(models[0] ?? []);
  const attributes = [
    `label=${quote(label === '' ? '' : ` ${label} `)}`,
    `class=${quote(kind)}`,
    ...(kind === 'control' || kind === 'audit' ? ['style=dashed'] : []),
    ...(tail === undefined ? [] : ['ltail=cluster_models']),
    ...(head === undefined ? [] : ['lhead=cluster_models']),
    ...(upwards ? ['constraint=false'] : []),
  ];
  return `${quote(tail?.id ?? from)} -> ${quote(head?.id ?? to)} [${attributes.join(', ')}]`;
}

function nodeText({ id, kind, title, lines }: PictureNode): string {
  const rows = [`<b>${escapeXml(title)}</b>`, ...lines.map((line) => escapeXml(line))];
  return `${quote(id)} [class=${quote(kind)}, tooltip=${quote([title, ...lines].join(', '))}, label=<${rows.join('<br/>')}>]`;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(/\s/g, ' ')}"`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Makes Graphviz' document fit for a page with a strict policy: no prolog, ids of its own, a name for screen readers. */
function tidy(svg: string, picture: Picture): string {
  const title = escapeXml(`Architecture of ${picture.environment} with its trust zones`);
  return svg
    .slice(svg.indexOf('<svg'))
    .replace(/<!--.*?-->\n?/gs, '')
    .replace(/ id="[^"]*"/g, '')
    .replaceAll('font-family="Helvetica,sans-Serif"', `font-family="${FONT}"`)
    .replace(/<title>(cluster_\w+|[\w-]+&#45;&gt;[\w-]+|[^<]*)<\/title>\n?/g, '')
    .replace(/<a xlink:title="[^"]*">\n?|<\/a>\n?/g, '')
    .replace('<svg ', '<svg role="img" ')
    .replace(/(<svg[^>]*>)/, `$1\n<title>${title}</title>`)
    .trim();
}
