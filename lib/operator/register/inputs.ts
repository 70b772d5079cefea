import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What a version is registered with, as far as it was given. */
export interface RegistrationOptions {
  readonly image?: string;
  readonly weights?: string;
  readonly dataUri?: string;
  readonly dataHash?: string;
  /** File that the hash of the training data is computed from. */
  readonly dataFile?: string;
  /** JSON file. */
  readonly metrics?: string;
  /** JSON file. */
  readonly hyperparameters?: string;
  readonly commit?: string;
  readonly author?: string;
  readonly description?: string;
}

/** What a version is registered with, complete. */
export interface Registration {
  /** Container image with its digest. */
  readonly image: string;
  /** `s3://…/` or `s3://….tar.gz`. */
  readonly weights: string;
  readonly dataUri: string;
  /** `sha256:…`. */
  readonly dataHash: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** The metrics file as it is, and its hash. */
  readonly metricsFile: { readonly body: string; readonly hash: string };
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly commit: string;
  readonly author: string;
  readonly description?: string;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const S3_URI = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+$/;

/**
 * Reads the options of `blueprint register` and the local files that they name.
 *
 * @param defaults what the configuration and the credentials say where no option does
 * @returns the registration, or everything that is missing or wrong with it
 */
export async function readRegistration(
  options: RegistrationOptions,
  defaults: { readonly image?: string; readonly author: string },
  cwd: string,
): Promise<{ readonly registration?: Registration; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  const text = (flag: string, value: string | undefined, pattern: RegExp, rule: string): string => {
    if (value === undefined || value === '') problems.push(`${flag} is missing: ${rule}`);
    else if (!pattern.test(value)) problems.push(`${flag} must be ${rule}, got '${value}'`);
    return value ?? '';
  };
  const image = text(
    '--image',
    options.image ?? defaults.image,
    /^\S+@sha256:[0-9a-f]{64}$/,
    'an image with its digest, …@sha256:…, so that it stays the one that was tested',
  );
  const weights = text('--weights', options.weights, /^s3:\/\/[^/]+\/.+(?:\/|\.tar\.gz)$/, 's3://…/ or s3://….tar.gz');
  const dataUri = text('--data-uri', options.dataUri, S3_URI, 's3://… of the training data');
  const commit = text('--commit', options.commit, COMMIT, 'a whole commit id, see git rev-parse HEAD');
  const author = text('--author', options.author ?? defaults.author, /\S/, 'who made the version');
  const dataHash = await hashOfData(options, cwd, problems);
  const metricsFile = readJson('--metrics', options.metrics, cwd, problems, 'a JSON file with names and numbers');
  const metrics = numbersOf(metricsFile?.value, problems);
  const hyperparameters =
    options.hyperparameters === undefined
      ? {}
      : textsOf(readJson('--hyperparameters', options.hyperparameters, cwd, problems, 'a JSON file')?.value);
  if (problems.length > 0 || metricsFile === undefined) return { problems };
  return {
    problems,
    registration: {
      image,
      weights,
      dataUri,
      dataHash,
      metrics,
      metricsFile: {
        body: metricsFile.body,
        hash: `sha256:${createHash('sha256').update(metricsFile.body).digest('hex')}`,
      },
      hyperparameters,
      commit,
      author,
      description: options.description,
    },
  };
}

async function hashOfData(options: RegistrationOptions, cwd: string, problems: string[]): Promise<string> {
  const { dataHash, dataFile } = options;
  if (dataHash !== undefined && !DIGEST.test(dataHash)) {
    problems.push(`--data-hash must be sha256: and 64 hexadecimal digits, got '${dataHash}'`);
    return '';
  }
  if (dataFile === undefined) {
    if (dataHash === undefined) {
      problems.push('--data-hash is missing: sha256:… of the training data, or --data-file with a local copy of it');
    }
    return dataHash ?? '';
  }
  const file = path.resolve(cwd, dataFile);
  if (!existsSync(file) || !statSync(file).isFile()) {
    problems.push(`--data-file must be a file, ${dataFile} is none`);
    return '';
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = `sha256:${hash.digest('hex')}`;
  if (dataHash !== undefined && dataHash !== found) {
    problems.push(`--data-hash says ${dataHash}, and ${dataFile} has ${found}`);
  }
  return found;
}

function readJson(
  flag: string,
  name: string | undefined,
  cwd: string,
  problems: string[],
  rule: string,
): { readonly body: string; readonly value: unknown } | undefined {
  if (name === undefined) {
    problems.push(`${flag} is missing: ${rule}`);
    return undefined;
  }
  const file = path.resolve(cwd, name);
  if (!existsSync(file)) {
    problems.push(`${flag} must be ${rule}, there is no file ${name}`);
    return undefined;
  }
  const body = readFileSync(file, 'utf8');
  try {
    return { body, value: JSON.parse(body) as unknown };
  } catch (error) {
    problems.push(`${flag} must be ${rule}, ${name} is not JSON: ${error instanceof Error ? error.message : ''}`);
    return undefined;
  }
}

/** Leaves of an object, with dots between the names. */
function leaves(value: unknown, prefix = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return prefix === '' ? [] : [[prefix, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, prefix === '' ? key : `${prefix}.${key}`));
}

function numbersOf(value: unknown, problems: string[]): Record<string, number> {
  if (value === undefined) return {};
  const found = leaves(value);
  const wrong = found.filter(([, leaf]) => typeof leaf !== 'number').map(([key]) => key);
  if (wrong.length > 0) problems.push(`--metrics must hold numbers, ${wrong.join(', ')} is none; leave it out`);
  if (found.length === 0) problems.push('--metrics must hold at least one metric, it holds none');
  return Object.fromEntries(found.flatMap(([key, leaf]) => (typeof leaf === 'number' ? [[key, leaf]] : [])));
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    leaves(value).map(([key, leaf]) => [key, typeof leaf === 'string' ? leaf : JSON.stringify(leaf)]),
  );
}
