export type { Host } from './console';
export { EXIT, OperatorError, type ExitCode } from './errors';
export { run } from './program';
