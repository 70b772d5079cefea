export { projectVersion } from './project';
export { synthesize, type SynthesisOptions, type SynthesisResult } from './synthesize';
