import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const PROJECT = path.join(__dirname, '../..');
const CDK = path.join(PROJECT, 'node_modules/.bin/cdk');
const SETTINGS = JSON.parse(readFileSync(path.join(PROJECT, 'cdk.json'), 'utf8')) as { app: string; context: object };
/** How the project starts its app, e.g. `node --option`. */
const NODE = SETTINGS.app.replace(/ \S+$/, '');

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** A copy of the project that a test may spoil. */
class Copy {
  public readonly root = mkdtempSync(path.join(tmpdir(), 'blueprint-gate-'));

  constructor() {
    for (const entry of ['config', 'package.json', 'LICENSE']) {
      cpSync(path.join(PROJECT, entry), path.join(this.root, entry), { recursive: true });
    }
    cpSync(path.join(__dirname, 'planted/app.js'), path.join(this.root, 'app.js'));
    for (const entry of ['dist', 'node_modules']) {
      symlinkSync(path.join(PROJECT, entry), path.join(this.root, entry));
    }
    const { context } = SETTINGS;
    writeFileSync(path.join(this.root, 'cdk.json'), JSON.stringify({ output: 'cdk.out', context }));
  }

  /** Replaces text of a file; the text must be there, or the test would plant nothing. */
  public edit(file: string, from: string | RegExp, to: string): void {
    const name = path.join(this.root, file);
    const before = readFileSync(name, 'utf8');
    const after = before.replace(from, to);
    if (before === after) throw new Error(`${file} does not hold ${String(from)}`);
    writeFileSync(name, after);
  }

  public cdk(...args: readonly string[]): Outcome {
    return this.run({}, args);
  }

  public run(env: NodeJS.ProcessEnv, args: readonly string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(CDK, args, {
      cwd: this.root,
      encoding: 'utf8',
      // Neither an account nor a network is touched: a command that got as far as AWS would say so.
      env: { PATH: process.env.PATH, HOME: this.root, CI: 'true', AWS_EC2_METADATA_DISABLED: 'true', ...env },
    });
    return { status, output: `${stdout}\n${stderr}` };
  }

  public synth(plant: string, ...args: readonly string[]): Outcome {
    return this.cdk('synth', '-q', '--app', `${NODE} app.js '${plant}'`, ...args);
  }

  public deploySaved(...args: readonly string[]): Outcome {
    return this.cdk('deploy', '--app', 'cdk.out', '--require-approval', 'never', 'prod/**', ...args);
  }

  public remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

function withCopy(test: (copy: Copy) => void): () => void {
  return () => {
    const copy = new Copy();
    try {
      test(copy);
    } finally {
      copy.remove();
    }
  };
}

const WAIVER = (expires: string, rule = 'AwsSolutions::AwsSolutions-S1', at = 'Foundation/Nothing') => `schemaVersion: 1
waivers:
  - rule: ${rule}
    environments: [prod]
    path: ${at}
    reason: the bucket holds no data of people and is emptied every day
    compensatingControl: CloudTrail data events record every access
    owner: platform-team
    ticket: SEC-1
    approver: security
    expires: ${expires}
`;

/** What is planted, how, and what the message must name: the resource and the remedy. */
const FAULTS: readonly (readonly [string, (copy: Copy) => void, readonly RegExp[]])[] = [
  ['unencrypted bucket', () => {}, [/prod\/Foundation\/PlantedBucket/, /AiProduction-StoreEncryptedWithCustomerKey/, /encrypt/i]],
  ['wildcard action', () => {}, [/prod\/Foundation\/PlantedPolicy/, /IAM-ACTION-WILDCARD/, /s3:\*/]],
  ['public security group', () => {}, [/prod\/Foundation\/PlantedGroup/, /AiProduction-SecurityGroupNoPublicIngress/, /0\.0\.0\.0\/0/]],
  ['missing rollback alarm', () => {}, [/prod\/Serving-churn\/.*Endpoint/, /AiProduction-RollbackAlarmOnErrors/, /AutoRollbackConfiguration/i]],
  [
    'model without quality alarm in prod',
    (copy) => copy.edit('config/models/churn.yaml', /^qualityMetrics:[^]*?^readiness:/m, 'readiness:'),
    [/prod\/Serving-churn\/.*Endpoint/, /AiProduction-RollbackAlarmOnQuality/, /no rollback alarm on model quality/, /qualityMetrics/],
  ],
  ['wrong property', () => {}, [/prod\/Foundation\/PlantedTopic/, /DisplayNam/]],
  ['construct that breaks', () => {}, [/app\.js:\d+ {2}TypeError: prod cannot be made/]],
  ['dangling state', () => {}, [/prod\/Foundation\/PlantedMachine/, /DEF-STATES/, /Realease/]],
  [
    'endpoint with one zone in prod',
    (copy) => copy.edit('config/environments/prod.yaml', /availabilityZones: .*/, 'availabilityZones: [eu-west-1a]'),
    [/config\/environments\/prod\.yaml:\d+/, /availabilityZones/, /two|2/],
  ],
  [
    'missing owner',
    (copy) => copy.edit('config/models/churn.yaml', /^owner: .*\n/m, ''),
    [/config\/models\/churn\.yaml:\d+/, /owner/],
  ],
  [
    'expired waiver',
    (copy) => copy.edit('config/waivers.yaml', /schemaVersion[^]*$/, WAIVER('2026-11-22')),
    [/config\/waivers\.yaml:\d+/, /expire/, /2026-11-22/],
  ],
  [
    'unmatched waiver',
    (copy) => copy.edit('config/waivers.yaml', /schemaVersion[^]*$/, WAIVER('2026-12-31')),
    [/prod\/Foundation\/Nothing/, /matches no finding/, /config\/waivers\.yaml:\d+/, /delete the waiver/],
  ],
  [
    'model without readiness evidence in prod',
    (copy) => copy.edit('config/models/churn.yaml', /^ {2}userValidation:[^]*?^ {2}technicalFeasibility:/m, '  technicalFeasibility:'),
    [/config\/models\/churn\.yaml:\d+/, /userValidation/, /RDY-1/],
  ],
]; // prettier-ignore

describe('the gate, through the real command line', () => {
  it(
    'lets the sample company pass',
    withCopy((copy) => {
      const { status, output } = copy.synth('nothing');
      expect(output).toContain('gate passed');
      expect(status).toBe(0);
      expect(existsSync(path.join(copy.root, 'cdk.out/evidence/index.html'))).toBe(true);
      // A green assembly is let through: it fails only where AWS would be called.
      expect(copy.deploySaved().output).toMatch(/credentials/i);
    }),
  );

  it(
    'counts a waiver under the former id of a rule, also on deploy of the saved assembly, and says what to write',
    withCopy((copy) => {
      const plant = 'unencrypted vault';
      expect(copy.synth(plant).status).not.toBe(0);
      const former = 'AiProduction::AiProduction-SEC-5';
      copy.edit('config/waivers.yaml', /schemaVersion[^]*$/, WAIVER('2026-12-31', former, 'Foundation/PlantedVault'));
      const { status, output } = copy.synth(plant);
      expect(output).toContain('gate passed');
      expect(output).toMatch(/warning.* config\/waivers\.yaml:\d+ acknowledges AiProduction::AiProduction-SEC-5/);
      expect(output).toContain('acknowledge AiProduction::AiProduction-StoreEncryptedWithCustomerKey instead');
      expect(status).toBe(0);
      // CDK's own report lets it through too: it fails only where AWS would be called.
      expect(copy.deploySaved().output).toMatch(/credentials/i);
    }),
  );

  it.each(FAULTS)('refuses a planted %s on synth and on deploy of the saved assembly', (name, plant, messages) => {
    withCopy((copy) => {
      plant(copy);
      const synth = copy.synth(name);
      for (const message of messages) expect(synth.output).toMatch(message);
      expect(synth.status).not.toBe(0);
      expect(existsSync(path.join(copy.root, 'cdk.out/evidence/index.html'))).toBe(true);
      const deploy = copy.deploySaved();
      for (const message of messages) expect(deploy.output).toMatch(message);
      expect(deploy.output).not.toMatch(/credentials/i);
      expect(deploy.status).not.toBe(0);
    })();
  });

  it(
    'cannot be talked round by options of the command line',
    withCopy((copy) => {
      const plant = ['--app', `${NODE} app.js 'wrong property'`];
      const attempts: readonly (readonly [NodeJS.ProcessEnv, readonly string[]])[] = [
        [{}, ['synth', ...plant]],
        [{}, ['synth', '--ignore-errors', ...plant]],
        [{}, ['synth', '--no-validation', ...plant]],
        [{ CDK_VALIDATION: 'false' }, ['synth', ...plant]],
        [{}, ['synth', '-c', '@aws-cdk/core:validateAgainstDefaultRules=false', ...plant]],
        [{}, ['synth', '-c', '@aws-cdk/core:failSynthOnValidationErrors=false', '--no-path-metadata', ...plant]],
        [{}, ['deploy', '--ignore-errors', '--require-approval', 'never', ...plant, 'prod/**']],
      ];
      for (const [env, args] of attempts) {
        const { status, output } = copy.run(env, args);
        expect(output).toContain('gate refused');
        expect(status).not.toBe(0);
      }
      // What stays behind cannot be deployed either: its templates are withheld.
      const { status, output } = copy.deploySaved('--ignore-errors');
      expect(status).not.toBe(0);
      expect(output).toContain('DisplayNam');
      expect(existsSync(path.join(copy.root, 'cdk.out/manifest.json'))).toBe(true);
    }),
  );
});
