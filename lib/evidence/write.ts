import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { AnswerCache } from '../../constructs/compliance';
import { renderCsv } from './csv';
import { renderDiagrams } from './diagram/render';
import { renderHtml } from './html/page';
import { renderJson } from './json';
import type { EvidenceModel } from './model';
import { renderSarif } from './sarif';

/** Paths of the files that were written. */
export interface EvidenceFiles {
  /** The page that a reviewer opens. */
  readonly page: string;
  readonly json: string;
  readonly csv: string;
  /** What fails, for code scanning. */
  readonly activeSarif: string;
  /** Everything, acknowledged findings included. */
  readonly fullSarif: string;
}

/**
 * Writes the evidence, replacing what was there.
 *
 * @param folder usually `cdk.out/evidence`; everything in it is deleted first
 * @param answers keeps the pictures that were drawn @default - they are drawn anew
 */
export async function writeEvidence(
  folder: string,
  model: EvidenceModel,
  answers?: AnswerCache,
): Promise<EvidenceFiles> {
  const diagrams = await renderDiagrams(model, answers);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  return {
    page: write('index.html', renderHtml(model, diagrams)),
    json: write('evidence.json', renderJson(model)),
    csv: write('controls.csv', renderCsv(model)),
    activeSarif: write('active.sarif', renderSarif(model, 'active')),
    fullSarif: write('full.sarif', renderSarif(model, 'full')),
  };
}
