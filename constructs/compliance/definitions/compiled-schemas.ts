const STATE_MACHINE_SCHEMA = 'http://asl-validator.cloud/state-machine.json#';

interface CompiledSchema {
  (data: unknown): boolean;
  readonly errors?: unknown;
}

interface Ajv {
  readonly opts: { readonly code: { optimize?: boolean | number } };
  errors?: unknown;
  validate(schema: unknown, data: unknown): unknown;
  validateSchema(schema: unknown): unknown;
  getSchema(id: string): CompiledSchema | undefined;
}

let compiled: CompiledSchema | undefined;

/**
 * Runs asl-validator with schemas that are compiled once. It makes a new Ajv for every definition, always with the same
 * schemas, validates each against the schema of schemas and compiles all: 0.2 s for each state machine of each
 * environment.
 */
export function withCompiledSchemas<T>(run: () => T): T {
  const { prototype } = ajvOfValidator();
  const { validate, validateSchema } = prototype;
  // The schemas are those that the package was released with.
  prototype.validateSchema = () => true;
  prototype.validate = function validateCompiled(schema, data) {
    if (schema !== STATE_MACHINE_SCHEMA) return validate.call(this, schema, data);
    // What optimizing the code takes, a few definitions do not win back.
    this.opts.code.optimize = 0;
    compiled ??= this.getSchema(STATE_MACHINE_SCHEMA);
    if (compiled === undefined) return validate.call(this, schema, data);
    const valid = compiled(data);
    this.errors = compiled.errors;
    return valid;
  };
  try {
    return run();
  } finally {
    Object.assign(prototype, { validate, validateSchema });
  }
}

/** The Ajv that asl-validator loads, which need not be that of anybody else. */
function ajvOfValidator(): { readonly prototype: Ajv } {
  const file = require.resolve('ajv', { paths: [require.resolve('asl-validator')] });
  const { default: ajv } = require(file) as { readonly default: { readonly prototype: Ajv } };
  return ajv;
}
