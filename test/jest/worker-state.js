/** Global variables that a package sets when it is first used, and without which its loaded modules do not work. */
const OF_PACKAGES = new Set([
  // The tokens of aws-cdk-lib, those of its constants among them.
  '__cdkTokenMap',
]);

/**
 * What belongs to the whole process and what a test file may change: global variables, fields and listeners of `process`,
 * environment variables, the working directory. The test files of a worker follow each other in one process, so
 * {@link WorkerState#restore} puts back after each what was there before.
 */
class WorkerState {
  #variables = new Fields(globalThis, (name) => !OF_PACKAGES.has(name));
  // Those that begin with _ are how Node.js itself keeps account.
  #process = new Fields(process, (name) => typeof name === 'string' && !name.startsWith('_'));
  #listeners = listenersOfProcess();
  #environment = { ...process.env };
  #folder = process.cwd();
  #exitCode = process.exitCode;

  restore() {
    this.#variables.restore();
    this.#process.restore();
    for (const [event, listeners] of listenersOfProcess()) {
      const before = this.#listeners.get(event) ?? [];
      for (const one of listeners) if (!before.includes(one)) process.removeListener(event, one.listener ?? one);
    }
    for (const name of Object.keys(process.env)) if (!(name in this.#environment)) delete process.env[name];
    Object.assign(process.env, this.#environment);
    if (process.cwd() !== this.#folder) process.chdir(this.#folder);
    process.exitCode = this.#exitCode;
    forgetMatchers();
  }
}

/** The own properties of an object, as they were found. */
class Fields {
  #owner;
  #isMeant;
  #found = new Map();

  constructor(owner, isMeant = () => true) {
    this.#owner = owner;
    this.#isMeant = isMeant;
    for (const name of this.#names()) this.accept(name);
  }

  #names() {
    return Reflect.ownKeys(this.#owner).filter(this.#isMeant);
  }

  accept(name) {
    this.#found.set(name, Object.getOwnPropertyDescriptor(this.#owner, name));
  }

  restore() {
    for (const name of this.#names()) {
      if (!this.#found.has(name)) Reflect.deleteProperty(this.#owner, name);
    }
    for (const [name, found] of this.#found) {
      const now = Object.getOwnPropertyDescriptor(this.#owner, name);
      if (now?.value !== found.value || now?.get !== found.get) Reflect.defineProperty(this.#owner, name, found);
    }
  }
}

function listenersOfProcess() {
  return new Map(process.eventNames().map((event) => [event, process.rawListeners(event)]));
}

/** What `expect.extend` and `expect.addEqualityTesters` added lies in a global variable that cannot be deleted. */
function forgetMatchers() {
  const ofExpect = globalThis[Symbol.for('$$jest-matchers-object')];
  if (ofExpect !== undefined) Object.assign(ofExpect, { matchers: Object.create(null), customEqualityTesters: [] });
}

module.exports = { WorkerState };
