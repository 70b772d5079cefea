export { findRunbooks, knownNames, type FoundRunbook } from './find';
export { anchorOf, parseRunbook, type Runbook, type RunbookSection } from './parse';
export { readRunbooks } from './read';
