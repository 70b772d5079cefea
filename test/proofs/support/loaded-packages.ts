/**
 * Runs the command and prints, as JSON, which packages it had loaded at the end of each stage. A program of its own, because
 * jest loads packages in its own way: `node --import tsx loaded-packages.ts FOLDER`, with a project in FOLDER.
 */
import type { Host } from '../../../lib/operator';

const before = new Set(Object.keys(require.cache));

function packages(): readonly string[] {
  const files = Object.keys(require.cache).filter((file) => !before.has(file));
  const names = files.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}

async function main(cwd: string): Promise<void> {
  const { run } = require('../../../lib/operator') as typeof import('../../../lib/operator');
  const { VERBS } = require('../../../lib/operator/commands') as typeof import('../../../lib/operator/commands');
  const host: Host = {
    out: () => {},
    err: () => {},
    colour: false,
    cwd,
    today: '2026-11-23',
    nodeVersion: process.versions.node,
    // Nothing listens there: what AWS is asked fails at once.
    variables: { AWS_REGION: 'eu-west-1' },
    now: () => new Date('2026-11-23T12:00:00Z'),
    timeZone: 'UTC',
    interruptible: (work) => work(() => Promise.resolve(false)),
  };
  const codes: number[] = [await run(['--help'], host)];
  for (const { name } of VERBS) codes.push(await run([...name.split(' '), '--help'], host));
  const help = packages();
  codes.push(await run(['list', '--env', 'nowhere'], host));
  const asked = packages();
  codes.push(await run(['config', 'check'], host));
  process.stdout.write(JSON.stringify({ codes, help, asked, checked: packages() }));
}

void main(process.argv[2] ?? '.');
