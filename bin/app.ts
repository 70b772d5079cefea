#!/usr/bin/env node
// Before everything that it compiles.
import './compile-cache';
// First of all else: loading it starts the engine, which takes longer than everything below.
import { cloudFormationEngine } from '../lib/synthesis/started-engine';
import { App } from 'aws-cdk-lib';
import * as path from 'node:path';
import { FileCache } from '../constructs/compliance';
import { projectVersion, synthesize } from '../lib/synthesis';

/** A day as `-c evaluationDate=…` gives it. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The only place that reads the clock, the context of the command line and `process.env`. */
async function main(): Promise<void> {
  const root = process.cwd();
  // Read for its context only: an app that synthesized itself at exit would overwrite the assembly with an empty one.
  const { node } = new App({ autoSynth: false });
  // What `-c` gives is text.
  const environment = node.tryGetContext('env') as string | undefined;
  const evaluationDate = (node.tryGetContext('evaluationDate') as string | undefined) ?? today();
  if (!DAY.test(evaluationDate) || Number.isNaN(Date.parse(evaluationDate))) {
    throw new Error(`evaluationDate must be a day like 2026-11-23, got '${evaluationDate}'; correct -c evaluationDate`);
  }
  // Set by the CDK command line.
  const outdir = path.resolve(process.env.CDK_OUTDIR ?? 'cdk.out');
  // Any other app that this process makes would write there when it ends, past the gate.
  delete process.env.CDK_OUTDIR;
  const result = await synthesize({
    root,
    outdir,
    evaluationDate,
    project: projectVersion(root),
    environment,
    cloudFormationEngine,
    // Goes with the packages whose answers it keeps when they are installed anew.
    answers: new FileCache(path.join(root, 'node_modules/.cache/ai-production-blueprint')),
  });
  console.error(`${result.message}\nevidence: ${path.relative(root, result.evidencePage)}`);
  // The CDK command line looks at the stacks it was asked for only: a plain `cdk synth` would pass over the stages.
  if (result.verdict === 'refused') process.exitCode = 1;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
