const { createRequire, isBuiltin } = require('node:module');
const path = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${path.sep}node_modules${path.sep}`;

/** The code of a file, as a function of `module`, `exports`, `require` …: whoever calls it gets a fresh module. */
const compiled = new Map();

/**
 * Keeps packages over the test files of a worker. Whatever lies in `node_modules` is loaded by Node.js, once; the files of
 * the project are Jest's modules as ever, fresh for every test file, and only their compiled code is used again.
 */
module.exports = class KeepingRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    if (typeof executor?.compile !== 'function') {
      throw new TypeError('jest-runtime compiles elsewhere than in executor.compile; adapt test/jest/runtime.js');
    }
    executor.compile = (code, file) => compile(code, file, executor.injectedModuleParameters);
  }

  requireModule(from, name, options, isActual) {
    const file = options?.isInternalModule ? undefined : fileOfPackage(from, name);
    return file === undefined ? super.requireModule(from, name, options, isActual) : require(file);
  }

  teardown() {
    super.teardown();
    restoreClients();
  }
};

function compile(code, file, parameters) {
  const known = compiled.get(file);
  if (known?.code === code) return known.run;
  const run = compileFunction(code, parameters, { filename: file });
  compiled.set(file, { code, run });
  return run;
}

const found = new Map();

/** The file of a package that a module of the project asks for, or nothing if it asks for something else. */
function fileOfPackage(from, name) {
  if (name === undefined || name.startsWith('.') || isBuiltin(name)) return undefined;
  const key = `${path.dirname(from)}\n${name}`;
  if (!found.has(key)) found.set(key, resolve(from, name));
  return found.get(key);
}

function resolve(from, name) {
  try {
    const file = createRequire(from).resolve(name);
    return file.includes(PACKAGES) ? file : undefined;
  } catch {
    // Jest says better what is missing.
    return undefined;
  }
}

/** The stubs of aws-sdk-client-mock, which are those of sinon, replace methods of clients that stay. */
function restoreClients() {
  const sinon = createRequire(require.resolve('aws-sdk-client-mock')).resolve('sinon');
  if (sinon in require.cache) require(sinon).restore();
}
