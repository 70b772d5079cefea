import { instance } from '@viz-js/viz';
import type { EvidenceModel } from '../model';
import type { Picture, PictureNode, TrustZone } from '../gather/picture';

/** The picture of each environment as SVG, by environment. */
export type Diagrams = Readonly<Record<string, string>>;

/** Lays the pictures out, offline and always alike. */
export async function renderDiagrams(model: Pick<EvidenceModel, 'pictures'>): Promise<Diagrams> {
  const viz = await instance();
  return Object.fromEntries(
    model.pictures
      .filter(({ nodes }) => nodes.length > 0)
      .map((picture) => [
        picture.environment,
        tidy(viz.renderString(dot(picture), { format: 'svg', engine: 'dot' }), picture),
      ]),
  );
}

/** Graphviz takes the width of Helvetica, so the page has to set the same face or one of equal width. */
const FONT = 'Helvetica,Arial,sans-serif';
const NODE_POINTS = 11;

function dot(picture: Picture): string {
  const zone = (name: TrustZone): string =>
    picture.nodes
      .filter((node) => node.zone === name)
      .map(nodeText)
      .join('\n');
  return `digraph {
  graph [rankdir=LR, bgcolor=transparent, fontname="Helvetica", fontsize=${NODE_POINTS}, nodesep=0.16, ranksep=0.55, pad=0.1, splines=spline, compound=true, newrank=true]
  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=${NODE_POINTS}, margin="0.12,0.07", fillcolor="#ffffff", color="#8a94a3", penwidth=1]
  edge [fontname="Helvetica", fontsize=10, color="#6b7686", fontcolor="#4a5361", arrowsize=0.6, penwidth=1]
  subgraph cluster_callers {
    label="Outside the account"; class="zone callers"; style="rounded,dashed"; color="#8a94a3"
    ${zone('callers')}
  }
  subgraph cluster_account {
    label=${quote(`Account ${picture.account} · ${picture.region} · ${picture.environment}`)}; class="zone account"; style="rounded"; color="#8a94a3"; margin=14
    subgraph cluster_vpc {
      label=${quote(picture.network)}; class="zone vpc"; style="rounded,filled"; color="#3f7d5f"; fillcolor="#eef6f1"; margin=12
      ${zone('vpc')}
    }
    subgraph cluster_services {
      label="Managed services of AWS"; class="zone services"; style="rounded,filled"; color="#5a6fb0"; fillcolor="#f0f3fb"; margin=12
      ${zone('services')}
    }
    subgraph cluster_audit {
      label="Audit"; class="zone audit"; style="rounded,filled"; color="#9a7b2d"; fillcolor="#faf5e6"; margin=12
      ${zone('audit')}
    }
  }
  ${
    picture.recoveryRegion === undefined
      ? ''
      : `subgraph cluster_recovery {
    label=${quote(`Recovery Region ${picture.recoveryRegion}`)}; class="zone recovery"; style="rounded,dashed"; color="#8a94a3"; margin=12
    ${zone('recovery')}
  }`
  }
  ${picture.edges.map(({ from, to, label, kind }) => `${quote(from)} -> ${quote(to)} [label=${quote(label)}, class=${quote(kind)}${kind === 'control' || kind === 'audit' ? ', style=dashed' : ''}]`).join('\n  ')}
  ${guides(picture)}
}`;
}

/** Invisible edges that hold columns in place where no drawn edge does. */
function guides({ nodes }: Picture): string {
  const [audit] = nodes.filter(({ zone }) => zone === 'audit');
  const [recovery] = nodes.filter(({ zone }) => zone === 'recovery');
  const [service] = nodes.filter(({ zone }) => zone === 'services');
  const pairs = [
    [service, audit],
    [service, recovery],
  ];
  return pairs
    .flatMap(([from, to]) =>
      from === undefined || to === undefined ? [] : [`${quote(from.id)} -> ${quote(to.id)} [style=invis]`],
    )
    .join('\n  ');
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
