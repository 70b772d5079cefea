import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { bytes } from '../../../../sandbox/aws';
import { baseVariables } from '../../../../sandbox/isolation';
import { VENV_PYTHON } from '../../../../sandbox/python';
import { resourceOf } from '../../../../sandbox/stacks';
import { CHURN, churnPlan } from '../churn';
import type { Harness } from '../harness';
import type { Operator } from '../operator';
import { REGISTERED } from './shapes';

const COMMIT = '5f0c2be2a1d8e6b7c9f3a4d5e6f708192a3b4c5d';

/** A version in the registry. */
export interface Version {
  /** E.g. `v1`. */
  readonly label: string;
  readonly arn: string;
}

/** Trains a version of `churn` on data of its own, uploads both, and registers it by the command. */
export async function register(harness: Harness, author: Operator, name: string, seed: number): Promise<Version> {
  const folder = path.join(harness.run.root, 'trained', name);
  mkdirSync(folder, { recursive: true });
  const script = churnPlan(harness).declaration?.train ?? '';
  const environment = { ...baseVariables(process.env), PYTHONDONTWRITEBYTECODE: '1' };
  const train = spawnSync(VENV_PYTHON, [script, folder, '--seed', String(seed)], { env: environment });
  if (train.status !== 0) throw new Error(`training ended with ${train.status}:\n${String(train.stderr)}`);
  const { aws, subject } = harness;
  const bucket = await resourceOf(aws, subject, 'AWS::S3::Bucket', 'Artifacts');
  const put = (Key: string, body: Buffer) =>
    aws.call(subject.place, 's3', 'put_object', { Bucket: bucket, Key, Body: bytes(body) }, z.unknown());
  const weights = `models/${CHURN}/${name}/`;
  for (const file of readdirSync(folder)) await put(`${weights}${file}`, readFileSync(path.join(folder, file)));
  const data = dataFile(harness, name);
  writeFileSync(data, JSON.stringify({ customers: 6000, seed }));
  await put(`data/${CHURN}/${name}.json`, readFileSync(data));
  const registered = await author.json(
    REGISTERED,
    'register',
    CHURN,
    '--yes',
    ...options({
      commit: COMMIT,
      image: image(harness),
      weights: `s3://${bucket}/${weights}`,
      metrics: path.join(folder, 'metrics.json'),
      'data-uri': `s3://${bucket}/data/${CHURN}/${name}.json`,
      'data-file': data,
    }),
  );
  return { label: registered.version, arn: registered.packageArn };
}

/** The hash of what a version was trained on. */
export function dataHash(harness: Harness, name: string): string {
  return `sha256:${createHash('sha256')
    .update(readFileSync(dataFile(harness, name)))
    .digest('hex')}`;
}

function dataFile({ run }: Harness, name: string): string {
  return path.join(run.root, 'trained', `${name}.json`);
}

function options(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);
}

/** The image of the model's file, by a digest: a local program stands for each image. */
function image(harness: Harness): string {
  const { container } = churnPlan(harness).model;
  return `${container.image.replace(/[:@][^/]*$/, '')}@sha256:${'ab'.repeat(32)}`;
}
