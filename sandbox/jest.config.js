/**
 * The sandbox's own proofs: each starts a local AWS, so they run one after the other and apart from the others.
 * @type {import('jest').Config}
 */
module.exports = {
  ...require('../jest.config.js'),
  rootDir: '..',
  roots: ['<rootDir>/test/proofs/sandbox'],
  testMatch: ['<rootDir>/test/proofs/sandbox/**/*.proof.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 180_000,
  maxWorkers: 1,
};
