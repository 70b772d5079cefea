import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../config';
import type * as Synthesis from '../../synthesis/project';
import { clientsFor } from '../aws/clients';
import { callWith } from '../aws/operations';
import { openSession, requireAccount } from '../aws/session';
import { choose } from '../choose';
import { coloursOf, printJson, type Host } from '../console';
import { EXIT, OperatorError, type ExitCode } from '../errors';
import { projectOf, type ConfirmOptions, type Project, type ProjectOptions } from '../options';
import { withConfiguration } from '../project-configuration';
import { confirmed, showPlan } from '../prompts';
import { Kit, type KitOptions } from './kit';
import { planRows } from './plan';
import { PROOF_ENVIRONMENT, recoveryRegionOf } from './project';
import type { Outcome } from './proof';
import { PROOFS } from './proofs';
import { reportMarkdown, reportOf, type ProofReport, type ReportHead } from './report';

/** What the person who proves has chosen, besides what the kit needs. */
export interface ProveOptions extends ProjectOptions, ConfirmOptions, KitOptions {
  readonly env: string;
  /** Ids of assumptions, with commas. @default - all */
  readonly only?: string;
  readonly out: string;
  readonly keep?: boolean;
  readonly teardown?: boolean;
}

/** Shows the plan, asks, proves, deletes, and writes the report; or only deletes. */
export async function runProve(host: Host, options: ProveOptions): Promise<ExitCode> {
  const proofs = chosen(options);
  const project = projectOf(options, host);
  const config = configOf(project, options.json, host);
  if (config === undefined) return EXIT.refused;
  const environment = choose(config.environments, options.env, 'environment');
  requireRoomFor(config.environments.map(({ name }) => name));
  const call = callWith(clientsFor(environment.region, host.variables));
  const { Account = '', Arn = '' } = await call('GetCallerIdentity', {});
  requireAccount(environment.name, environment.account, Account);
  const kit = new Kit({ host, project, config, environment, options, open: openSession });
  if (options.teardown === true) {
    const rows: [string, string][] = [
      ['account', environment.account],
      ['deletes', `the stacks ${PROOF_ENVIRONMENT}-* with their data, and their bootstrap`],
    ];
    showPlan('delete what blueprint prove made', rows, host);
    await confirmed('Go ahead?', options.yes === true, host);
    return told(await kit.tearDown(), options.json === true, host);
  }
  showPlan(
    `prove the assumptions about AWS in account ${environment.account}`,
    planRows(config, environment, proofs, options),
    host,
  );
  await confirmed('Go ahead?', options.yes === true, host);
  const folder = path.resolve(host.cwd, options.out);
  mkdirSync(folder, { recursive: true });
  const began = host.now().toISOString();
  const found = await kit.prove(proofs);
  const left = options.keep === true ? ['everything, because --keep was given'] : await kit.tearDown();
  const head: ReportHead = {
    company: config.company.name,
    environment: environment.name,
    account: Account,
    region: environment.region,
    recoveryRegion: recoveryRegionOf(config, environment),
    caller: Arn,
    endpoint: host.variables['AWS_ENDPOINT_URL'],
    ...versionOf(project.root),
    began,
    ended: host.now().toISOString(),
    left,
  };
  const report = reportOf(head, found);
  const files = written(report, folder);
  if (options.json === true) printJson(host, { ok: isGood(report), files, ...report });
  else print(report, files, host);
  return isGood(report) ? EXIT.ok : EXIT.refused;
}

/** As the file of a model must have it. */
const IMAGE = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/\S+@sha256:[0-9a-f]{64}$/;

function chosen({ only, image, resume, keep, teardown }: ProveOptions) {
  if (teardown === true && (resume === true || keep === true || only !== undefined)) {
    throw new OperatorError(
      '--teardown tries nothing, so --resume, --keep and --only mean nothing with it',
      'leave them out, or leave --teardown out',
    );
  }
  if (image !== undefined && !IMAGE.test(image)) {
    throw new OperatorError(
      `--image must be a whole URI in Amazon ECR that ends with the digest of the build, got ${image}`,
      'e.g. --image <account>.dkr.ecr.<region>.amazonaws.com/<repository>@sha256:…',
    );
  }
  if (only === undefined) return PROOFS;
  const ids = only.split(',').map((id) => id.trim());
  const known = PROOFS.map(({ assumption }): string => assumption);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) {
    throw new OperatorError(
      `no proof tries ${unknown.map((id) => id || 'nothing').join(', ')}`,
      `choose --only from: ${known.join(', ')}`,
    );
  }
  const wanted = PROOFS.filter(({ assumption }) => ids.includes(assumption));
  const needed = new Set(wanted.flatMap(({ assumption, needs = [] }): string[] => [assumption, ...needs]));
  return PROOFS.filter(({ assumption }) => needed.has(assumption));
}

/** The environment of the proof takes a name that a company might have given. */
function requireRoomFor(names: readonly string[]): void {
  if (!names.includes(PROOF_ENVIRONMENT)) return;
  throw new OperatorError(
    `the configuration has an environment ${PROOF_ENVIRONMENT}, which is the name of the one that the proof makes and deletes`,
    'give yours another name',
  );
}

/** @returns undefined when the configuration is refused, which has been printed then */
function configOf(project: Project, json: boolean | undefined, host: Host): Config | undefined {
  let config: Config | undefined;
  withConfiguration(json, host, ({ loadConfig }) => {
    config = loadConfig(project.root, project);
    return EXIT.ok;
  });
  return config;
}

function versionOf(root: string): Pick<ReportHead, 'project' | 'commit'> {
  // It loads the libraries of a synthesis.
  const { projectVersion } = require('../../synthesis/project') as typeof Synthesis;
  const { name, version, commit, dirty } = projectVersion(root);
  return {
    project: `${name} ${version}`,
    ...(commit !== undefined && { commit: dirty === true ? `${commit}, with changes` : commit }),
  };
}

/** @returns the files, Markdown first */
function written(report: ProofReport, folder: string): readonly string[] {
  const stem = `prove-${report.account}-${report.region}-${report.began.slice(0, 16).replaceAll(':', '')}Z`;
  const texts = { md: reportMarkdown(report), json: `${JSON.stringify(report, undefined, 2)}\n` };
  return Object.entries(texts).map(([extension, text]) => {
    const file = path.join(folder, `${stem}.${extension}`);
    writeFileSync(file, text);
    return file;
  });
}

function isGood({ assumptions, left }: ProofReport): boolean {
  return left.length === 0 && assumptions.every(({ outcome }) => outcome !== 'does not hold');
}

function told(left: readonly string[], json: boolean, host: Host): ExitCode {
  if (json) printJson(host, { ok: left.length === 0, left });
  else if (left.length === 0) host.out('everything that blueprint prove made is deleted');
  for (const one of left) host.err(`not deleted: ${one}`);
  return left.length === 0 ? EXIT.ok : EXIT.refused;
}

function print({ assumptions, left }: ProofReport, files: readonly string[], host: Host): void {
  const { green, red, yellow } = coloursOf(host);
  const colour: Record<Outcome, (text: string) => string> = {
    holds: green,
    'does not hold': red,
    'not settled': yellow,
  };
  const width = Math.max(...assumptions.map(({ id }) => id.length));
  for (const { id, outcome, facts } of assumptions) {
    host.out(`${colour[outcome](outcome.padEnd('does not hold'.length))}  ${id.padEnd(width)}  ${facts.at(-1) ?? ''}`);
  }
  for (const one of left) host.err(`not deleted: ${one}`);
  for (const file of files) host.out(`report: ${file}`);
}
