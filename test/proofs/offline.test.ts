import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { APP, Checkout, node, type Outcome } from './support/checkout';

const FORBID = path.join(__dirname, 'support/forbid.cjs');

/** Runs a program and says what it reached for. */
function watch(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Outcome & { readonly reached: string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'offline-'));
  const log = path.join(folder, 'reached');
  try {
    const outcome = node(cwd, ['--require', FORBID, ...args], { FORBIDDEN_LOG: log, ...env });
    const reached = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
    return { ...outcome, reached };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('synthesis', () => {
  it('needs no network, no account, no home and no program but git, which it asks for the commit', () => {
    const checkout = new Checkout('project');
    try {
      const outdir = path.join(checkout.root, 'cdk.out');
      const { output, status, reached } = watch(checkout.root, APP, {
        CDK_OUTDIR: outdir,
        ALLOWED_PROGRAMS: 'git',
      });
      expect(output).toContain('gate passed');
      expect(status).toBe(0);
      expect(reached).toEqual(['git rev-parse HEAD', 'git status --porcelain']);
      const evidence = JSON.parse(readFileSync(path.join(outdir, 'evidence/evidence.json'), 'utf8')) as object;
      expect(evidence).toHaveProperty('manifest.project.commit', expect.stringMatching(/^[0-9a-f]{40}$/));
      // A look-up that CDK would leave to the command line stands in the manifest.
      for (const manifest of ['manifest.json', 'assembly-prod/manifest.json']) {
        expect(JSON.parse(readFileSync(path.join(outdir, manifest), 'utf8'))).not.toHaveProperty('missing');
      }
    } finally {
      checkout.remove();
    }
  });

  it('gets by without git', () => {
    const checkout = new Checkout('project');
    try {
      const { output, status } = watch(checkout.root, APP, {
        CDK_OUTDIR: path.join(checkout.root, 'cdk.out'),
      });
      expect(output).toContain('gate passed');
      expect(status).toBe(0);
    } finally {
      checkout.remove();
    }
  });
});

describe('the watch over it', () => {
  const attempts: readonly (readonly [string, string, string])[] = [
    ['a socket', `require('net').connect(9, '127.0.0.1')`, 'connect'],
    ['a name', `require('dns').lookup('example.com', () => {})`, 'lookup example.com'],
    ['a request', `require('https').get('https://example.com')`, 'get https://example.com'],
    ['a fetch', `fetch('https://example.com')`, 'fetch https://example.com'],
    ['a program', `require('child_process').execFileSync('aws', ['sts'])`, 'aws sts'],
    ['a thread', `new (require('worker_threads').Worker)("require('net').connect(9)", {eval: true})`, 'connect'],
    ['a credential', `require('fs').existsSync('/home/somebody/.aws/credentials')`, '.aws/credentials'],
  ];

  it.each(attempts)('notices %s', (_what, program, told) => {
    expect(watch(tmpdir(), ['-e', program], {}).reached.join('\n')).toContain(told);
  });
});
