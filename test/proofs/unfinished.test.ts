import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { APP, node } from './support/checkout';
import { Copy, withCopy } from './support/copy';
import { assembliesIn, deployableIn, unjudgedIn } from './support/deployable';

/** How often the synthesis is killed at a moment that is drawn, and from which seed. */
const KILLS = Number(process.env.SYNTH_KILLS ?? 10);
const SEED = Number(process.env.SYNTH_SEED ?? 1);

/** A company rule that ends the process at the `at`th resource of the type it asks for. */
const ruleThat = (ends: string, at: number) =>
  `() => { globalThis.asked = (globalThis.asked ?? 0) + 1; if (globalThis.asked === ${at}) ${ends}; return { outcome: 'compliant' }; }`;

const KILL = `process.kill(process.pid, 'SIGKILL')`;
const EXIT = 'process.exit(0)';

/** How a synthesis dies, and what makes it die. */
const DEATHS: readonly (readonly [string, (copy: Copy) => { readonly status: number | null; readonly output: string }])[] = [
  ['killed at the first resource that a rule is asked about', (copy) => dieByRule(copy, ruleThat(KILL, 1))],
  ['killed in the middle of the evaluation', (copy) => dieByRule(copy, ruleThat(KILL, 10))],
  ['ended by a rule, without an error', (copy) => dieByRule(copy, ruleThat(EXIT, 5))],
  ['ended by what a company adds, without an error', (copy) => copy.synth('exit in extend')],
  ['ended by the validation of a construct, without an error', (copy) => copy.synth('exit in a validation')],
  ['ended by an error that nobody caught', (copy) => copy.synth('error that is thrown later')],
  ['ended by a promise that nobody awaited', (copy) => copy.synth('promise that is rejected later')],
  ['killed when the packs have been asked', (copy) => copy.synth('kill after the packs')],
  ['ended by a full disk while the evidence is written', (copy) => copy.synthApp('full-disk.cjs')],
]; // prettier-ignore

function dieByRule(copy: Copy, check: string) {
  copy.addRule(check);
  return copy.synthApp();
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a synthesis that does not come to its end', () => {
  const earlier = new Copy();

  beforeAll(() => {
    expect(earlier.synth('nothing').status).toBe(0);
    expect(deployableIn(earlier.outdir).length).toBeGreaterThan(0);
  });

  afterAll(() => earlier.remove());

  it.each(DEATHS)('%s fails, and leaves nothing to deploy', (_how, die) => {
    withCopy((copy) => {
      // What an earlier synthesis left is not deployed in its place.
      cpSync(earlier.outdir, copy.outdir, { recursive: true });
      expect(die(copy).status).not.toBe(0);
      expect(deployableIn(copy.outdir)).toEqual([]);
      const deploy = copy.deploySaved('--ignore-errors');
      expect(deploy.output).toContain('the synthesis into this folder did not finish');
      expect(deploy.output).not.toMatch(/credentials/i);
      expect(deploy.status).not.toBe(0);
    })();
  });

  it(
    'leaves nothing to deploy in the folders below either, and the next one works',
    withCopy((copy) => {
      copy.synth('kill after the packs');
      const assemblies = assembliesIn(copy.outdir).map((folder) => path.relative(copy.root, folder));
      expect(assemblies).toHaveLength(2);
      for (const assembly of assemblies) {
        const { output, status } = copy.deployFrom(assembly, '--ignore-errors');
        expect(output).not.toMatch(/credentials/i);
        expect(status).not.toBe(0);
      }
      expect(copy.synth('nothing').status).toBe(0);
      expect(readdirSync(copy.outdir).filter((entry) => entry.startsWith('.'))).toEqual([]);
      expect(copy.deploySaved().output).toMatch(/credentials/i);
    }),
  );
});

describe('a synthesis that is killed at any moment', () => {
  let copy: Copy;
  let folder: string;
  let operations: number;

  const run = (env: NodeJS.ProcessEnv) =>
    node(copy.root, ['--require', path.join(__dirname, 'support/kill-at.cjs'), ...APP], {
      CDK_OUTDIR: copy.outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ env: 'prod', evaluationDate: '2026-11-23' }),
      ...env,
    });

  beforeAll(() => {
    copy = new Copy();
    folder = mkdtempSync(path.join(tmpdir(), 'kills-'));
    const counted = path.join(folder, 'count');
    expect(run({ COUNT_TO: counted }).status).toBe(0);
    operations = Number(readFileSync(counted, 'utf8'));
  });

  afterAll(() => {
    copy.remove();
    rmSync(folder, { recursive: true });
  });

  /** Kills a synthesis, and says what of its folder should not be deployable. */
  const kill = (moment: number) => {
    expect(run({ KILL_AT: String(moment) }).status).toBeNull();
    // Once the evidence is in its place, what it tells of is released.
    const released = existsSync(path.join(copy.outdir, 'evidence'));
    return { moment, wrong: released ? unjudgedIn(copy.outdir) : deployableIn(copy.outdir) };
  };

  it('leaves nothing to deploy before its last act, and nothing that was not judged after it', () => {
    expect(operations).toBeGreaterThan(50);
    const random = drawn(SEED);
    const moments = Array.from({ length: KILLS }, () => 1 + Math.floor(random() * operations));
    // The last operations are the release, which few of the drawn moments would meet.
    const release = Array.from({ length: 4 }, (_, index) => operations - index * 7);
    for (const moment of [...moments, ...release]) {
      rmSync(copy.outdir, { recursive: true, force: true });
      expect(kill(moment)).toEqual({ moment, wrong: [] });
    }
  }, 600_000);

  it('leaves nothing of an earlier synthesis that its evidence does not tell of', () => {
    for (const moment of [3, 6, 15]) {
      expect(run({}).status).toBe(0);
      expect(kill(moment)).toEqual({ moment, wrong: [] });
      expect(assembliesIn(copy.outdir)).not.toContain(copy.outdir);
    }
  }, 600_000);
});

describe('two syntheses into one folder', () => {
  /** Past the command line, which would let one wait for the other. */
  const synthesize = (copy: Copy, plant: string) =>
    spawnSync(process.execPath, [...APP.slice(0, -1), 'app.js', plant], {
      cwd: copy.root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CDK_OUTDIR: copy.outdir },
    });

  it(
    'leave nothing to deploy when the later one dies, whatever the earlier one judged',
    withCopy((copy) => {
      const { status, stderr } = synthesize(copy, 'synthesis beside one that dies');
      expect(stderr).toContain('beside: null');
      expect(status).not.toBe(0);
      expect(deployableIn(copy.outdir)).toEqual([]);
    }),
  );

  it(
    'leave what the later one judged when it passes',
    withCopy((copy) => {
      const { status, stderr } = synthesize(copy, 'synthesis beside one that passes');
      expect(stderr).toContain('beside: 0');
      expect(stderr).toContain('another synthesis began to write into cdk.out');
      expect(status).not.toBe(0);
      expect(deployableIn(copy.outdir).length).toBeGreaterThan(0);
      expect(unjudgedIn(copy.outdir)).toEqual([]);
    }),
  );

  it(
    'leave nothing to deploy when the later one is refused',
    withCopy((copy) => {
      const { status, stderr } = synthesize(copy, 'synthesis beside one that is refused');
      expect(stderr).toContain('beside: 1');
      expect(status).not.toBe(0);
      expect(deployableIn(copy.outdir)).toEqual([]);
    }),
  );
});

describe('an app that a company makes beside ours', () => {
  it(
    'does not write into the folder when the process ends',
    withCopy((copy) => {
      copy.addRule(
        `() => { const { App, CfnResource, Stack } = require('aws-cdk-lib'); const app = new App(); new CfnResource(new Stack(app, 'Unjudged'), 'Topic', { type: 'AWS::SNS::Topic' }); return { outcome: 'compliant' }; }`,
      );
      const { output, status } = copy.synthApp();
      expect(output).toContain('gate passed');
      expect(status).toBe(0);
      expect(unjudgedIn(copy.outdir)).toEqual([]);
    }),
  );
});
