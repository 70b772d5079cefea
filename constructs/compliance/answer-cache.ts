import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Answers that were given before, for evaluations that take long and whose answer depends on what they are asked alone:
 * those of libraries, never those of our own code, which changes without a version.
 */
export interface AnswerCache {
  /** What was written under a key; `undefined` when it is not known, or cannot be read. */
  read(key: string): unknown;
  /** Keeps an answer as JSON. Never fails: an answer that cannot be kept is asked for again. */
  write(key: string, answer: unknown): void;
}

/** A hash of everything that an answer depends on. */
export function keyOf(...parts: readonly (string | undefined)[]): string {
  const hash = createHash('sha256');
  // The lengths keep `ab`, `c` apart from `a`, `bc`.
  for (const part of parts) hash.update(part === undefined ? '-;' : `${part.length};${part}`);
  return hash.digest('hex');
}

/** Years of edits; a full cache is emptied, and fills with what is in use. */
const MAX_ANSWERS = 10_000;

/** Keeps each answer in a file of its own. */
export class FileCache implements AnswerCache {
  private prepared = false;

  /** @param folder is created when the first answer comes; deleting it is always safe */
  constructor(private readonly folder: string) {}

  public read(key: string): unknown {
    try {
      return JSON.parse(readFileSync(this.fileOf(key), 'utf8'));
    } catch {
      return undefined;
    }
  }

  public write(key: string, answer: unknown): void {
    const file = this.fileOf(key);
    const draft = `${file}.${process.pid}`;
    try {
      this.prepare();
      writeFileSync(draft, JSON.stringify(answer));
    } catch {
      return;
    }
    try {
      // A reader in another process sees a whole answer or none.
      renameSync(draft, file);
    } catch {
      rmSync(draft, { force: true });
    }
  }

  private prepare(): void {
    if (this.prepared) return;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    if (readdirSync(this.folder).length >= MAX_ANSWERS) {
      rmSync(this.folder, { recursive: true });
      mkdirSync(this.folder, { mode: 0o700 });
    }
    this.prepared = true;
  }

  private fileOf(key: string): string {
    return path.join(this.folder, `${key}.json`);
  }
}
