export * from './input';
export { gatherEvidence, type EvidenceModel } from './model';
