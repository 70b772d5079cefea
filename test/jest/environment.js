const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { WorkerState } = require('./worker-state');

/**
 * Runs the tests in the realm of the worker itself, where Jest would make a `vm` context for every file. So packages can
 * stay loaded ({@link ./runtime.js}), and no access to a global variable goes through the interceptors of a context.
 * What a file changed in the process is put back when it ends.
 */
module.exports = class WorkerEnvironment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  workerState = new WorkerState();
  /** Jest's timers of old, which nobody uses. */
  fakeTimers = null;
  fakeTimersModern;

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    Object.assign(globalThis, projectConfig.globals);
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    this.workerState.restore();
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Jest asks for a context only to compile, which `runtime.js` does. */
  getVmContext() {
    return null;
  }
};
