import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Host } from '../console';
import { EXIT, OperatorError } from '../errors';
import { PROOF_ENVIRONMENT, PROOF_QUALIFIER, PROOF_TOOLKIT_STACK } from './project';

/** The stacks of the proof. */
const STACKS = `${PROOF_ENVIRONMENT}/**`;
/** Lines of a failed command that are shown. */
const LINES = 12;

/** What a Region is bootstrapped with. */
export interface BootstrapOfRegion {
  /** `aws://<account>/<Region>`. */
  readonly place: string;
  /** ARNs of the policies of the role that CloudFormation deploys with. */
  readonly policies: readonly string[];
  /** Name of its permissions boundary. */
  readonly boundary: string;
}

/** Arguments of the CDK command line that bootstrap a Region for the proof alone. */
export function bootstrapArguments({ place, policies, boundary }: BootstrapOfRegion): readonly string[] {
  const own = ['--qualifier', PROOF_QUALIFIER, '--toolkit-stack-name', PROOF_TOOLKIT_STACK];
  const limits = ['--cloudformation-execution-policies', policies.join(','), '--custom-permissions-boundary', boundary];
  return ['bootstrap', place, ...own, ...limits];
}

/** The CDK command line, on the project of the proof. */
export class Toolkit {
  constructor(
    /** Folder of the company's project, which has the CDK command line installed. */
    private readonly root: string,
    /** Folder of the proof's project. */
    private readonly folder: string,
    private readonly host: Host,
  ) {}

  /** Synthesizes the project under the gate. */
  public synth(): Promise<void> {
    return this.run('synth', ['synth', '--quiet', STACKS]);
  }

  /** Creates the bucket and the roles that the proof is deployed with. */
  public bootstrap(region: BootstrapOfRegion): Promise<void> {
    return this.run('bootstrap', [...bootstrapArguments(region), '--app', 'cdk.out']);
  }

  public deploy(): Promise<void> {
    const args = ['deploy', STACKS, '--app', 'cdk.out', '--require-approval', 'never'];
    return this.run('deploy', [...args, '--progress', 'events', '--concurrency', '4']);
  }

  public destroy(): Promise<void> {
    return this.run('destroy', ['destroy', STACKS, '--app', 'cdk.out', '--force']);
  }

  /** @throws OperatorError with the last lines when it fails */
  private async run(verb: string, args: readonly string[]): Promise<void> {
    const log = path.join(this.folder, 'logs', `cdk-${verb}.log`);
    mkdirSync(path.dirname(log), { recursive: true });
    const output: string[] = [];
    const file = createWriteStream(log, { flags: 'a' });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(process.execPath, [this.commandLine(), ...args], {
        cwd: this.folder,
        env: { ...this.host.variables, CI: 'true' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output.push(text);
          file.write(text);
        });
      }
      child.on('error', reject).on('close', resolve);
    });
    file.end();
    if (exitCode === 0) return;
    throw new OperatorError(
      `cdk ${verb} ended with ${exitCode ?? 'a signal'}, see ${log}`,
      'read the log',
      EXIT.refused,
      output.join('').trimEnd().split('\n').slice(-LINES),
    );
  }

  private commandLine(): string {
    try {
      return createRequire(path.join(this.root, 'package.json')).resolve('aws-cdk/bin/cdk');
    } catch {
      throw new OperatorError('the project has no CDK command line', 'install it: npm install --save-dev aws-cdk');
    }
  }
}
