import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentNames } from '../../../constructs/model/core';
import type { Config, ResolvedEnvironment } from '../../config';
import { clientsFor } from '../aws/clients';
import { explainAws } from '../aws/failure';
import { callWith } from '../aws/operations';
import type { openSession } from '../aws/session';
import type { Host, Pause } from '../console';
import { EXIT, OperatorError } from '../errors';
import type { Project } from '../options';
import { configuration } from '../project-configuration';
import { proofStacks } from './assembly';
import { bootstrapProof, removeBootstrap } from './bootstrap';
import { type FailedResource, failedResources } from './deployment';
import { tearDown } from './destroy';
import { imageWithDigest } from './image';
import { PROOF_ENVIRONMENT, PROOF_MODELS, PROOF_TOOLKIT_STACK, recoveryRegionOf, writeProofProject } from './project';
import { Interrupted, proveAll, type Proof, type Proved } from './proof';
import { Toolkit } from './toolkit';
import type { Asks, Trial } from './trial';

/** Where the project of the proof is written, its logs and findings. */
export const PROOF_FOLDER = '.prove';
const FINDINGS = 'findings.json';

/** Choices of the person who proves. */
export interface KitOptions {
  readonly image?: string;
  readonly resume?: boolean;
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
  /** @default - the CDK command line of the project */
  readonly toolkit?: Pick<Toolkit, 'synth' | 'bootstrap' | 'deploy' | 'destroy'>;
}

/** Deploys an environment of its own, tries assumptions in it, and deletes it. */
export class Kit {
  private readonly folder: string;
  /** While it proves, Ctrl-C ends the pause and then the run. */
  private pause: Pause = (milliseconds) => sleep(milliseconds, false);
  private readonly toolkit: NonNullable<KitProps['toolkit']>;

  constructor(private readonly props: KitProps) {
    const { host, project } = props;
    this.folder = path.join(project.root, PROOF_FOLDER);
    this.toolkit = props.toolkit ?? new Toolkit(project.root, this.folder, host);
  }

  /**
   * Deploys the environment and tries assumptions in it. A deployment that AWS refuses decides those that it is about.
   *
   * @throws OperatorError when it broke off, with how to go on: what was found is kept
   */
  public async prove(proofs: readonly Proof<Trial>[]): Promise<readonly Proved[]> {
    return this.props.host.interruptible(async (pause) => {
      this.pause = pause;
      try {
        return await this.proveOnce(proofs);
      } catch (error) {
        throw this.brokenOff(error);
      }
    });
  }

  private async proveOnce(proofs: readonly Proof<Trial>[]): Promise<readonly Proved[]> {
    const { host, options } = this.props;
    const earlier = options.resume === true ? this.findings() : [];
    await this.prepare();
    try {
      host.err('deploying; the first time takes about half an hour');
      await this.toolkit.deploy();
    } catch (error) {
      return [...earlier, ...(await this.refused(proofs, error))];
    }
    const trial = await this.trial();
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
    return found;
  }

  /**
   * Deletes what this or an earlier run made. It needs no deployed environment: a deployment may have failed half-way.
   *
   * @returns what could not be deleted, each with the reason
   * @throws OperatorError when there is nothing of an earlier run
   */
  public async tearDown(): Promise<readonly string[]> {
    if (!existsSync(path.join(this.folder, 'cdk.out'))) {
      throw new OperatorError(
        `${PROOF_FOLDER} holds no deployment of an earlier run`,
        `run it in the folder in which the proof was run, or delete the stacks ${PROOF_ENVIRONMENT}-* and ${PROOF_TOOLKIT_STACK} by hand`,
      );
    }
    const environment = this.resolved();
    const stacks = proofStacks(this.folder);
    const regions = this.regions();
    const left = await tearDown(
      this.pace(),
      this.toolkit,
      [...regions].map(([region, asks]) => ({
        ...asks,
        stacks: stacks.filter((stack) => stack.region === region).map(({ name }) => name),
      })),
      environment,
    );
    // The roles of the bootstrap delete the stacks: they stay as long as there is one.
    if (left.length > 0) return left;
    return removeBootstrap(this.pace(), regions, environment, path.join(this.folder, 'cdk.out'));
  }

  private brokenOff(error: unknown): OperatorError {
    const known = error instanceof OperatorError ? error : explainAws(error);
    const message = known?.message ?? (error instanceof Error ? error.message : String(error));
    const again = `blueprint prove --env ${this.props.environment.name}`;
    const first = error instanceof Interrupted ? '' : 'remove the cause, then ';
    const next = `${first}go on: ${again} --resume; what was made costs until then, or until: ${again} --teardown`;
    return new OperatorError(message, next, known?.exitCode ?? EXIT.refused, known?.details);
  }

  private async prepare(): Promise<void> {
    const { config, environment, host, options, project } = this.props;
    if (options.resume !== true || !existsSync(path.join(this.folder, 'cdk.json'))) {
      if (this.findings().length > 0 || existsSync(path.join(this.folder, 'cdk.out'))) {
        host.err('what an earlier run found is dropped; what it deployed is updated');
      }
      writeProofProject(config, { environment: environment.name, image: options.image }, project.root, this.folder);
    }
    host.err('synthesizing under the gate');
    await this.toolkit.synth();
    host.err('bootstrapping with the policies of the environment');
    const asks = this.regions().get(environment.region);
    if (asks === undefined) throw new Error(`${environment.region} is no Region of the proof`);
    await bootstrapProof(asks, this.toolkit, this.resolved(), path.join(this.folder, 'cdk.out'));
  }

  /** What a deployment decides that failed. */
  private async refused(proofs: readonly Proof<Trial>[], error: unknown): Promise<readonly Proved[]> {
    const began = this.props.host.now().toISOString();
    const resources: FailedResource[] = [];
    for (const [region, asks] of this.regions()) {
      const stacks = proofStacks(this.folder).filter((stack) => stack.region === region);
      resources.push(
        ...(await failedResources(
          asks,
          stacks.map(({ name }) => name),
        )),
      );
    }
    const [first] = resources;
    // Nothing failed at AWS: e.g. the command line found no credentials.
    if (first === undefined) throw error;
    const why = `Not tried, because the deployment failed: ${first.stack} could not create or update ${first.resource} (${first.type}) at ${first.at}: ${first.reason}.`;
    return proofs.map(({ assumption, title, refused }) => {
      const finding = refused?.(resources) ?? { outcome: 'not settled' as const, facts: [why] };
      return { assumption, title, ...finding, began, ended: this.props.host.now().toISOString() };
    });
  }

  private async trial(): Promise<Trial> {
    const { config, environment, host, open, options } = this.props;
    const { account, region } = environment;
    const { prefix } = config.company;
    const session = await open({ env: PROOF_ENVIRONMENT, prefix, account, region, root: this.folder }, host);
    const model = this.resolved().models.find(({ name }) => name === PROOF_MODELS.realtime);
    if (model === undefined) throw new Error(`the proof has no model ${PROOF_MODELS.realtime}`);
    const recoveryRegion = recoveryRegionOf(config, environment);
    const recovery = recoveryRegion === undefined ? undefined : this.regions().get(recoveryRegion);
    const names = new EnvironmentNames(prefix, PROOF_ENVIRONMENT);
    return {
      session,
      image: options.image ?? (await imageWithDigest(session, model.container)),
      ...(recoveryRegion !== undefined &&
        recovery !== undefined && {
          recovery: {
            ...recovery,
            region: recoveryRegion,
            bucket: names.replicaBucket('artifacts', account, recoveryRegion),
          },
        }),
      mailArrived: async (alarm) => {
        if (options.mailArrived !== undefined) return options.mailArrived === 'yes';
        return host.terminal?.confirm(`Did the mail of ${alarm} arrive at ${environment.budget.notify}?`);
      },
      ...this.pace(),
    };
  }

  private pace(): Pick<Trial, 'say' | 'pause'> {
    const { host, options } = this.props;
    return {
      say: (text) => host.err(`    ${text}`),
      pause: async (milliseconds) => {
        const interrupted = await this.pause(milliseconds * (options.timeScale ?? 1));
        if (interrupted) throw new Interrupted('stopped by Ctrl-C', 'run it again');
      },
    };
  }

  /** Main Region first. */
  private regions(): ReadonlyMap<string, Asks> {
    const { config, environment, host } = this.props;
    const recovery = recoveryRegionOf(config, environment);
    const regions = [environment.region, ...(recovery === undefined ? [] : [recovery])];
    return new Map(
      regions.map((region) => [region, { session: { call: callWith(clientsFor(region, host.variables)) } }]),
    );
  }

  private resolved(): ResolvedEnvironment {
    const { loadConfig, resolveEnvironments } = configuration();
    const [only] = resolveEnvironments(loadConfig(this.folder, { evaluationDate: this.props.project.evaluationDate }));
    if (only === undefined) throw new Error('the project of the proof has no environment');
    return only;
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
