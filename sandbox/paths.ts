import * as path from 'node:path';

/** The project's folder. */
export const PROJECT = path.join(__dirname, '..');
/** The folder of the sandbox itself. */
export const SANDBOX = __dirname;

/** Where one run keeps its files. Two runs side by side need two names. */
export class RunFolder {
  public readonly root: string;

  /** @param name tells runs apart; `SANDBOX_RUN` names the one of the command line */
  constructor(public readonly name: string = process.env['SANDBOX_RUN'] ?? 'default') {
    this.root = path.join(SANDBOX, '.run', name);
  }

  /** A log file. */
  public log(name: string): string {
    return path.join(this.root, 'logs', `${name}.log`);
  }

  /** Says which process is the emulator of this run, and on which port it listens. */
  public get pidFile(): string {
    return path.join(this.root, 'emulator.json');
  }

  /** Resource schemas for the overlay. */
  public get schemas(): string {
    return path.join(this.root, 'schemas.json');
  }

  /** GPUs of each instance type. */
  public get accelerators(): string {
    return path.join(this.root, 'accelerators.json');
  }

  /** What CloudFormation calls for each resource type, for the overlay. */
  public get deploymentActions(): string {
    return path.join(this.root, 'deployment-actions.json');
  }

  /** The cloud assembly that is deployed. */
  public get assembly(): string {
    return path.join(this.root, 'cdk.out');
  }

  /** An empty home, so that no profile and no cache of the person's own is read or written. */
  public get home(): string {
    return path.join(this.root, 'home');
  }

  /** Says which program stands for the container of which model. */
  public get programs(): string {
    return path.join(this.root, 'programs.json');
  }

  /** Model files of the containers. */
  public get containers(): string {
    return path.join(this.root, 'containers');
  }

  /** Temporary files of the emulator. */
  public get temporary(): string {
    return path.join(this.root, 'tmp');
  }
}
