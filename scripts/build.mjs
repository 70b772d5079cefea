#!/usr/bin/env node
// Compiles the app and the construct library to dist/, and bundles each Lambda handler once.
//   node scripts/build.mjs             dist/{bin,lib,constructs,config}/**/*.js, dist/constructs/<room>/runbook.md
//                                      and dist/handlers/<room>/<stem>/index.js
//   node scripts/build.mjs --handlers  the handlers alone
import { build } from 'esbuild';
import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const HANDLER = '.lambda.ts';
/** What to do about the alarms of a room: `blueprint runbook` prints it from the package. */
const RUNBOOK = 'runbook.md';
/** `config` holds the compliance rules that a company adds, besides its YAML files. */
const SOURCES = ['bin', 'lib', 'constructs', 'config'];

/**
 * Every TypeScript file below a folder, sorted, so that two builds see the same order.
 * @param {string} folder
 */
function sources(folder) {
  const top = path.join(root, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true })
    .map((entry) => path.join(folder, String(entry)))
    .filter((file) => file.endsWith('.ts') && statSync(path.join(root, file)).isFile())
    .sort();
}

async function buildHandlers() {
  rmSync(path.join(root, 'dist/handlers'), { recursive: true, force: true });
  const entryPoints = sources('constructs')
    .filter((file) => file.endsWith(HANDLER))
    .map((file) => ({
      in: path.join(root, file),
      out: path.join(file.slice('constructs/'.length, -HANDLER.length), 'index'),
    }));
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir: path.join(root, 'dist/handlers'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // Asset hashes must not depend on where the repository lies, so comments that name source paths go too.
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

async function buildSources() {
  for (const folder of SOURCES) {
    rmSync(path.join(root, 'dist', folder), { recursive: true, force: true });
  }
  await build({
    absWorkingDir: root,
    entryPoints: SOURCES.flatMap(sources).filter((file) => !file.endsWith('.d.ts')),
    outdir: path.join(root, 'dist'),
    outbase: root,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
  for (const room of readdirSync(path.join(root, 'constructs'))) {
    const file = path.join('constructs', room, RUNBOOK);
    if (existsSync(path.join(root, file))) copyFileSync(path.join(root, file), path.join(root, 'dist', file));
  }
}

const handlersOnly = process.argv.includes('--handlers');
await Promise.all([buildHandlers(), ...(handlersOnly ? [] : [buildSources()])]);
