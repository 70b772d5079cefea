/** @type {import('jest').Config} */
module.exports = {
  // Packages are loaded once per worker, not once per file: docs/architecture.md, Tests.
  testEnvironment: '<rootDir>/test/jest/environment.js',
  runtime: '<rootDir>/test/jest/runtime.js',
  // Jest would leave one core idle, which on two is half of them.
  maxWorkers: '100%',
  // A worker that holds the packages of all its files takes longer to end than half a second, which Jest gives it.
  workerGracefulExitTimeout: 5_000,
  // A synthesis takes seconds on a busy machine; how fast it is, the benchmark says.
  testTimeout: 60_000,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  globalSetup: '<rootDir>/test/global-setup.js',
  globalTeardown: '<rootDir>/test/global-teardown.js',
  setupFiles: ['<rootDir>/test/setup.js'],
  // The slower proofs (command line, Chromium, packed package) have scripts of their own.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/proofs/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdk.out/'],
};
