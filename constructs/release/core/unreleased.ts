/** Value of a release parameter before the first release: a model package ARN never looks like it. */
export const UNRELEASED = 'none';
