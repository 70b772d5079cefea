import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { z } from 'zod';
import type { ResolvedEnvironment, ResolvedModel } from '../../lib/config';
import { subjectOf } from '../../sandbox/subject';

/** A company whose models have other names, kinds and serving modes than the sample's. */
export const OTHER_COMPANY = path.join(__dirname, 'other-company');

/** Its environment. */
export function trial(): ResolvedEnvironment {
  return subjectOf('trial', OTHER_COMPANY).environment;
}

/** One of its models, with some things changed. */
export function modelOf(name: string, changes: object = {}): ResolvedModel {
  const model = trial().models.find((one) => one.name === name);
  if (model === undefined) throw new Error(`the company has no model ${name}`);
  // What a newer schema might admit has no type yet.
  return z.custom<ResolvedModel>().parse({ ...model, ...changes });
}

/** A copy of the company, to plant mistakes in. */
export function copyOfCompany(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'company-'));
  cpSync(OTHER_COMPANY, folder, { recursive: true });
  return folder;
}

/** Writes a file into a copy. */
export function write(folder: string, file: string, text: string): void {
  const at = path.join(folder, file);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, text);
}
