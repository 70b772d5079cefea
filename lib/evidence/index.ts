export * from './input';
export { renderCsv } from './csv';
export { renderDiagrams, type Diagrams } from './diagram/render';
export { renderHtml } from './html/page';
export { renderJson } from './json';
export { gatherEvidence, type EvidenceModel } from './model';
export { renderSarif } from './sarif';
export { writeEvidence, type EvidenceFiles } from './write';
