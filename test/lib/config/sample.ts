import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationError, loadConfig, type Config, type ConfigProblem } from '../../../lib/config';

/** The day on which the sample's evidence counts. */
export const TODAY = '2026-11-23';

const REPOSITORY = path.join(__dirname, '../../..');
const made: string[] = [];

/** A copy of the sample company in a folder of its own, to plant mistakes in. */
export class Sample {
  public readonly root = mkdtempSync(path.join(tmpdir(), 'blueprint-'));

  /** @param options `schemas`: with the schemas, which only editors read and `doctor` looks for */
  constructor({ schemas = false } = {}) {
    made.push(this.root);
    const filter = (source: string): boolean => schemas || path.basename(source) !== 'schema';
    cpSync(path.join(REPOSITORY, 'config'), path.join(this.root, 'config'), { recursive: true, filter });
  }

  public read(file: string): string {
    return readFileSync(path.join(this.root, 'config', file), 'utf8');
  }

  public write(file: string, text: string): this {
    mkdirSync(path.dirname(path.join(this.root, 'config', file)), { recursive: true });
    writeFileSync(path.join(this.root, 'config', file), text);
    return this;
  }

  public remove(file: string): this {
    rmSync(path.join(this.root, 'config', file), { recursive: true });
    return this;
  }

  /** Replaces a text that must be there, once. */
  public edit(file: string, from: string | RegExp, to: string): this {
    const before = this.read(file);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} does not hold ${String(from)}`);
    return this.write(file, after);
  }

  /** The line, from 1, of the first occurrence of a text. */
  public lineOf(file: string, text: string): number {
    const at = this.read(file).indexOf(text);
    if (at === -1) throw new Error(`${file} does not hold ${text}`);
    return this.read(file).slice(0, at).split('\n').length;
  }

  public load(evaluationDate = TODAY): Config {
    return loadConfig(this.root, { evaluationDate });
  }

  /** What refuses the configuration; empty when it is valid. */
  public problems(evaluationDate = TODAY): readonly ConfigProblem[] {
    try {
      this.load(evaluationDate);
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.problems;
      throw error;
    }
  }

  /** The one problem. */
  public problem(evaluationDate = TODAY): ConfigProblem {
    const [only, ...others] = this.problems(evaluationDate);
    if (only === undefined || others.length > 0) {
      throw new Error(
        `expected one problem, got ${JSON.stringify(only === undefined ? [] : [only, ...others], undefined, 2)}`,
      );
    }
    return only;
  }
}

/** Removes the copies that this test file made. */
export function removeSamples(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}
