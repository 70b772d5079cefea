export type { Waiver } from './acknowledgements';
export { AI_PRODUCTION } from './ai-production-plugin';
export { ANNOTATIONS } from './annotations-plugin';
export { type CloudFormationEngine, inProcessEngine, WorkerEngine } from './cloudformation-engine';
export { CLOUDFORMATION } from './cloudformation-plugin';
export { NAG_PACKS, packName, type GateEnvironment } from './environment';
export { ComplianceGate, type ComplianceGateProps } from './gate';
export type { TemplateDocument } from './templates';
export { WAIVERS } from './waivers-plugin';
