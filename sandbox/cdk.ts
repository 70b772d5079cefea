import * as path from 'node:path';
import { lastLines, run } from './command';
import type { Emulator } from './emulator';
import { diskFull, isDiskFull, SandboxFailure } from './failure';
import { cdkVariables } from './isolation';
import { PROJECT, type RunFolder } from './paths';
import type { Place } from './aws';

const CLI = path.join(PROJECT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** The unmodified CDK command line, against the emulator. */
export class Cdk {
  constructor(
    private readonly runFolder: RunFolder,
    private readonly emulator: Emulator,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * Builds the project and synthesizes one environment under the gate.
   *
   * @param context further context values, `-c name=value`
   * @param project folder with `cdk.json`
   */
  public async synth(place: Place, environmentName: string, project: string = PROJECT): Promise<void> {
    const args = ['synth', '--quiet', `${environmentName}/**`, '-c', `env=${environmentName}`];
    await this.succeed(place, 'synth', [...args, '--output', this.runFolder.assembly], project);
  }

  /**
   * Creates the bucket and the roles that CDK deploys with.
   *
   * @param execution policies of the role that CloudFormation deploys with, and the name of its permissions boundary
   */
  public async bootstrap(
    place: Place,
    execution: { readonly arns: readonly string[]; readonly boundary: string },
  ): Promise<void> {
    const limits = ['--cloudformation-execution-policies', execution.arns.join(',')];
    const boundary = ['--custom-permissions-boundary', execution.boundary];
    // Away from the project: a bootstrap does not need the app.
    const args = ['bootstrap', `aws://${place.account}/${place.region}`, ...limits, ...boundary];
    await this.succeed(place, 'bootstrap', args, this.runFolder.home);
  }

  /** Deploys stacks of the saved assembly; what the gate refused is not among them. */
  public async deploy(place: Place, stacks: string, ...further: readonly string[]): Promise<string> {
    const fixed = ['--app', this.runFolder.assembly, '--method', 'direct', '--require-approval', 'never'];
    const args = ['deploy', stacks, ...fixed, '--progress', 'events', '--concurrency', '4', ...further];
    return this.succeed(place, 'deploy', args, this.runFolder.home);
  }

  /** Destroys stacks of the saved assembly. */
  public async destroy(place: Place, stacks: string): Promise<string> {
    const args = ['destroy', stacks, '--app', this.runFolder.assembly, '--force'];
    return this.succeed(place, 'destroy', args, this.runFolder.home);
  }

  private async succeed(place: Place, verb: string, args: readonly string[], cwd: string): Promise<string> {
    const log = this.runFolder.log(`cdk-${verb}`);
    let outcome;
    try {
      outcome = await run({
        program: process.execPath,
        args: [CLI, ...args],
        cwd,
        environment: cdkVariables(
          this.environment,
          this.runFolder,
          this.emulator.endpoint,
          place.account,
          place.region,
        ),
        log,
        signal: this.emulator.died.signal,
      });
    } catch (error) {
      this.emulator.requireAlive();
      throw error;
    }
    this.emulator.requireAlive();
    if (outcome.exitCode === 0) return outcome.output;
    if (isDiskFull(outcome.output)) throw diskFull(this.runFolder.root);
    const remedy = /Unrecognized resource types/.test(outcome.output)
      ? 'add the type to sandbox/overlay/types.json, as sandbox/README.md says'
      : 'read the log';
    throw new SandboxFailure(`cdk ${verb} failed: ${reasonOf(outcome.output)}`, remedy, log);
  }
}

/** The sentences of the output that say why, so that a missing permission is named on the terminal. */
function reasonOf(output: string): string {
  const refused = /^gate refused[\s\S]*?(?=^evidence:|(?![\s\S]))/m.exec(output);
  if (refused !== null) return refused[0].trimEnd();
  const failed = output
    .split('\n')
    .filter((line) =>
      /_FAILED|not authorized|Unrecognized resource types|❌|‣|^Error|error TS|must be|refused/.test(line),
    )
    .map((line) => line.replace(/^.*\| (CREATE|UPDATE|DELETE)_FAILED +\| /, '').trim());
  return failed.length > 0 ? [...new Set(failed)].slice(0, 6).join('\n  ') : lastLines(output, 4);
}
