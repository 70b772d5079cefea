/**
 * The slower proofs: they start programs (Chromium, the command line) that the tests of `npm test` do without.
 * @type {import('jest').Config}
 */
module.exports = {
  ...require('./jest.config.js'),
  testMatch: ['<rootDir>/test/proofs/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
  // Some build the project anew, in which others would find files missing.
  maxWorkers: 1,
};
