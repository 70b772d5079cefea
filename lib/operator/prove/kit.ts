import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentNames } from '../../../constructs/model/core';
import type { Config, ResolvedEnvironment } from '../../config';
import { clientsFor } from '../aws/clients';
import { callWith } from '../aws/operations';
import type { openSession } from '../aws/session';
import type { Host } from '../console';
import { OperatorError } from '../errors';
import type { Project } from '../options';
import { configuration } from '../project-configuration';
import { tearDown } from './destroy';
import { imageWithDigest } from './image';
import { PROOF_ENVIRONMENT, PROOF_MODELS, recoveryRegionOf, writeProofProject } from './project';
import { proveAll, type Proof, type ProofReport, type Proved, reportMarkdown, reportOf } from './proof';
import { Toolkit } from './toolkit';
import type { Trial } from './trial';

/** Where the project of the proof is written, its logs, findings and report. */
export const PROOF_FOLDER = '.prove';
const FINDINGS = 'findings.json';

/** Choices of the person who proves. */
export interface KitOptions {
  readonly image?: string;
  readonly resume?: boolean;
  readonly keep?: boolean;
  readonly teardown?: boolean;
  readonly mailArrived?: 'yes' | 'no';
  /** Factor of every pause. @default 1 */
  readonly timeScale?: number;
}

/** What a kit is made with. */
export interface KitProps {
  readonly host: Host;
  readonly project: Project;
  readonly config: Config;
  readonly environment: Config['environments'][number];
  readonly options: KitOptions;
  readonly open: typeof openSession;
}

/** Deploys an environment of its own, tries assumptions in it, and deletes it. */
export class Kit {
  private readonly folder: string;
  private readonly toolkit: Toolkit;

  constructor(private readonly props: KitProps) {
    const { host, project } = props;
    this.folder = path.join(project.root, PROOF_FOLDER);
    this.toolkit = new Toolkit(project.root, this.folder, host);
  }

  /** Where people read the report; the same as JSON lies beside it. */
  public get reportFile(): string {
    return path.join(PROOF_FOLDER, 'report.md');
  }

  /** Tries assumptions and writes the report, whatever comes of them. */
  public async prove(proofs: readonly Proof<Trial>[]): Promise<ProofReport> {
    const { host, options, environment, project } = this.props;
    const began = host.now().toISOString();
    await this.deploy();
    const trial = await this.trial();
    const earlier = options.resume === true ? this.findings() : [];
    const found: Proved[] = [...earlier];
    await proveAll(proofs, {
      context: trial,
      now: () => host.now(),
      earlier,
      begun: ({ assumption, title, minutes }, index) =>
        host.err(`${index + 1}/${proofs.length} ${assumption}: ${title} (about ${minutes} minutes)`),
      found: (proved) => {
        found.push(proved);
        host.err(`    ${proved.outcome}`);
        this.write(FINDINGS, JSON.stringify(found, undefined, 2));
      },
    });
    const left = options.keep === true ? ['everything: --keep was given'] : await this.delete(trial);
    const { account, region } = environment;
    const { version } = JSON.parse(readFileSync(path.join(project.root, 'package.json'), 'utf8')) as {
      version: string;
    };
    const head = { account, region, version, began, ended: host.now().toISOString(), left };
    const report = reportOf(head, found);
    this.write('report.json', JSON.stringify(report, undefined, 2));
    this.write('report.md', reportMarkdown(report));
    return report;
  }

  /** Deletes what an earlier run made. @returns what could not be deleted */
  public async tearDown(): Promise<readonly string[]> {
    if (!existsSync(path.join(this.folder, 'cdk.out'))) {
      throw new OperatorError(
        `${PROOF_FOLDER} holds no deployment of an earlier run`,
        `run it where the proof was run, or delete the stacks ${PROOF_ENVIRONMENT}-* by hand`,
      );
    }
    return this.delete(await this.trial());
  }

  private async deploy(): Promise<void> {
    const { config, environment, host, options, project } = this.props;
    if (options.resume !== true || !existsSync(this.folder)) {
      writeProofProject(config, { environment: environment.name, image: options.image }, project.root, this.folder);
    }
    host.err('synthesizing under the gate');
    await this.toolkit.synth();
    host.err('deploying; the first time takes about half an hour');
    await this.toolkit.deploy();
  }

  private async trial(): Promise<Trial> {
    const { config, environment, host, open, options } = this.props;
    const { account, region } = environment;
    const { prefix } = config.company;
    const session = await open({ env: PROOF_ENVIRONMENT, prefix, account, region, root: this.folder }, host);
    const { models } = this.resolved();
    const model = models.find(({ name }) => name === PROOF_MODELS.realtime);
    if (model === undefined) throw new Error(`the proof has no model ${PROOF_MODELS.realtime}`);
    const recovery = recoveryRegionOf(config, environment);
    const names = new EnvironmentNames(prefix, PROOF_ENVIRONMENT);
    return {
      session,
      image: options.image ?? (await imageWithDigest(session, model.container)),
      recovery:
        recovery === undefined
          ? undefined
          : {
              session: { ...session, call: callWith(clientsFor(recovery, host.variables)) },
              bucket: names.replicaBucket('artifacts', account, recovery),
            },
      mailArrived: async (alarm) => {
        if (options.mailArrived !== undefined) return options.mailArrived === 'yes';
        return host.terminal?.confirm(`Did the mail of ${alarm} arrive at ${environment.budget.notify}?`);
      },
      say: (text) => host.err(`    ${text}`),
      pause: (milliseconds) => sleep(milliseconds * (options.timeScale ?? 1)),
    };
  }

  private resolved(): ResolvedEnvironment {
    const { loadConfig, resolveEnvironments } = configuration();
    const [only] = resolveEnvironments(loadConfig(this.folder, { evaluationDate: this.props.project.evaluationDate }));
    if (only === undefined) throw new Error('the project of the proof has no environment');
    return only;
  }

  private delete(trial: Trial): Promise<readonly string[]> {
    const { session, recovery } = trial;
    const { region } = this.props.environment;
    const stacks = this.stacks();
    const namesIn = (wanted: (of: string) => boolean) =>
      stacks.filter((stack) => wanted(stack.region)).map(({ name }) => name);
    return tearDown(trial, this.toolkit, [
      { session, stacks: namesIn((of) => of === region) },
      ...(recovery === undefined ? [] : [{ session: recovery.session, stacks: namesIn((of) => of !== region) }]),
    ]);
  }

  /** As the assembly lists them. */
  private stacks(): readonly { readonly name: string; readonly region: string }[] {
    const manifest = path.join(this.folder, 'cdk.out', `assembly-${PROOF_ENVIRONMENT}`, 'manifest.json');
    const { artifacts } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      artifacts: Record<string, { type: string; environment?: string; properties?: { stackName?: string } }>;
    };
    return Object.values(artifacts).flatMap(({ type, environment, properties }) => {
      const name = properties?.stackName;
      const region = environment?.split('/').at(-1) ?? '';
      return type === 'aws:cloudformation:stack' && name !== undefined ? [{ name, region }] : [];
    });
  }

  private findings(): readonly Proved[] {
    const file = path.join(this.folder, FINDINGS);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Proved[]) : [];
  }

  private write(file: string, text: string): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path.join(this.folder, file), text);
  }
}
