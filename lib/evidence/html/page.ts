import type { Diagrams } from '../diagram/render';
import type { EvidenceModel } from '../model';
import { html } from './html';

/** The page. Stub until the sections are in. */
export function renderHtml(model: EvidenceModel, diagrams: Diagrams): string {
  return `<!doctype html>\n${
    html`<html lang="en">
      <title>Compliance evidence</title>
      <p>${model.verdict} ${Object.keys(diagrams)}</p>
    </html>`.markup
  }\n`;
}
