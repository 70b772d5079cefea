import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';

/** The sample company's models, one of each kind: real-time, real-time to zero, and a queue. */
const KINDS = ['churn', 'assistant', 'document-extraction'] as const;
const MONTHLY_USD_PER_MODEL = 100_000;

type Document = Record<string, unknown>;

/** Copies the sample company as it is: three environments, three models. */
export function writeSampleCompany(project: string, root: string): void {
  for (const entry of ['config', 'cdk.json', 'package.json']) {
    cpSync(path.join(project, entry), path.join(root, entry), { recursive: true });
  }
}

/**
 * Writes a company with one production environment, that of the sample company, and models that are the sample company's
 * three kinds in turn.
 */
export function writeCompany(project: string, root: string, models: number): void {
  writeSampleCompany(project, root);
  const environments = path.join(root, 'config/environments');
  for (const file of readdirSync(environments)) {
    if (file !== 'prod.yaml') rmSync(path.join(environments, file));
  }
  edit(path.join(environments, 'prod.yaml'), (environment) => {
    // Granted quotas are optional, and those of the sample company are for three models.
    delete environment['quotas'];
    environment['budget'] = { ...object(environment['budget']), monthlyUsd: models * MONTHLY_USD_PER_MODEL };
  });
  const folder = path.join(root, 'config/models');
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  for (let index = 0; index < models; index += 1) {
    const kind = KINDS[index % KINDS.length] ?? KINDS[0];
    const name = `model-${String(index + 1).padStart(3, '0')}`;
    const file = path.join(folder, `${name}.yaml`);
    cpSync(path.join(project, `config/models/${kind}.yaml`), file);
    edit(file, (model) => {
      model['name'] = name;
      const { prod } = object(model['environments']);
      if (prod === undefined) delete model['environments'];
      else model['environments'] = { prod };
    });
  }
}

function edit(file: string, change: (document: Document) => void): void {
  const document = parse(readFileSync(file, 'utf8')) as Document;
  change(document);
  writeFileSync(file, stringify(document));
}

function object(value: unknown): Document {
  return typeof value === 'object' && value !== null ? (value as Document) : {};
}
