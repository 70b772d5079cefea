import { createHash } from 'node:crypto';
import type { Diagrams } from '../diagram/render';
import type { EvidenceModel } from '../model';
import { Html, markup, type Content } from './html';
import { SCRIPT } from './script';
import { acknowledgements } from './sections/acknowledgements';
import { architecture } from './sections/architecture';
import { controls } from './sections/controls';
import { encryption } from './sections/encryption';
import { configuration, findings, warnings } from './sections/findings';
import { identities } from './sections/identities';
import { inventory } from './sections/inventory';
import { manifest, reading } from './sections/manifest';
import { network } from './sections/network';
import { overview } from './sections/overview';
import { requirements } from './sections/requirements';
import { STYLE } from './style';

/** The page for a reviewer: one file that asks nothing of any network. */
export function renderHtml(model: EvidenceModel, diagrams: Diagrams): string {
  const problems = configuration(model);
  const warned = warnings(model);
  const sections: [id: string, name: string, content: Content][] = [
    ['overview', 'Overview', overview(model)],
    ...(problems === '' ? [] : [['configuration', 'Configuration', problems] as [string, string, Content]]),
    ['findings', 'Findings', findings(model)],
    ...(warned === '' ? [] : [['warnings', 'Warnings', warned] as [string, string, Content]]),
    ['acknowledgements', 'Acknowledgements', acknowledgements(model)],
    ['controls', 'Controls', controls(model)],
    ['requirements', 'Requirements', requirements(model)],
    ['architecture', 'Architecture', architecture(model, diagrams)],
    ['encryption', 'Encryption', encryption(model)],
    ['network', 'Network exposure', network(model)],
    ['identities', 'Who can do what', identities(model)],
    ['inventory', 'Inventory', inventory(model)],
    ['manifest', 'Manifest', manifest(model)],
    ['reading', 'How to read this', reading()],
  ];
  const policy = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  const { project, evaluationDate } = model.manifest;
  const company = model.company === '' ? '' : `${model.company}: `;
  const page = markup`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${new Html(policy)}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${company}compliance evidence, ${model.verdict}, ${evaluationDate}</title>
      <style>${new Html(STYLE)}</style>
    </head>
    <body>
      <a class="skip" href="#main">Skip to the evidence</a>
      <header class="masthead">
        <div>
          <p class="company">${model.company}</p>
          <h1>Compliance evidence</h1>
        </div>
        <dl>
          <div>
            <dt>Judged on</dt>
            <dd>${evaluationDate}</dd>
          </div>
          <div>
            <dt>Version</dt>
            <dd>${project.name} ${project.version}</dd>
          </div>
          <div>
            <dt>Commit</dt>
            <dd>
              ${project.commit === undefined ? 'unknown' : markup`<code>${project.commit.slice(0, 12)}</code>`}${project.dirty === true ? ' (changed)' : ''}
            </dd>
          </div>
        </dl>
      </header>
      <div class="layout">
        <nav aria-label="Sections">
          <div class="environments" hidden>
            <label for="environment">Environment</label>
            <select id="environment">
              <option value="">All</option>
              ${model.environments.map(({ name }) => markup`<option value="${name}">${name}</option>`)}
            </select>
          </div>
          <ul>
            ${sections.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)}
          </ul>
        </nav>
        <main id="main" tabindex="-1">${sections.map(([, , content]) => content)}</main>
      </div>
      <footer>
        <p>
          Made from ${String(model.manifest.templates.length)} templates without any network. ${project.name}
          ${project.version}.
        </p>
      </footer>
      <script>${new Html(SCRIPT)}</script>
    </body>
  </html> `;
  return `<!doctype html>\n${page.text}`;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
