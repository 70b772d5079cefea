import { readFileSync } from 'node:fs';
import path from 'node:path';
import { call } from '../call';

const ROOMS = path.join(__dirname, '../../../../constructs');
const text = (room: string): string => readFileSync(path.join(ROOMS, room, 'runbook.md'), 'utf8').trim();

/** Without project, credentials or network. */
const runbook = (...argv: readonly string[]) => call('/', ['runbook', ...argv]);

test('lists every section with its first sentence', async () => {
  const { code, out, err } = await runbook();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const rows = out.split('\n').map((line) => line.split(/ {2,}/));
  expect(rows).toContainEqual(['ledger/dead-letters', 'Events could not be recorded in eight attempts.']);
  expect(rows).toContainEqual(['monitoring/error-rate', 'The model answers with 5xx.']);
  expect(rows).toContainEqual(['release/release-failed', 'A release was refused, or it failed and was rolled back.']);
  const headings = ['ledger', 'monitoring', 'release', 'storage'].flatMap((room) => text(room).match(/^## /gm) ?? []);
  expect(rows).toHaveLength(headings.length);
});

test.each(['monitoring/latency', 'latency', 'Latency', 'prod-Serving-churn-AlarmsLatency1A2B3C4D-X9Y8Z7'])(
  '%s prints the section below what its commands need',
  async (name) => {
    const { code, out } = await runbook(name);
    const whole = text('monitoring');
    const introduction = whole.slice(0, whole.indexOf('\n\n## '));
    const section = whole.slice(whole.indexOf('## Latency'), whole.indexOf('\n\n## Version error rate'));
    expect({ code, out }).toEqual({ code: 0, out: `${introduction}\n\n${section}` });
  },
);

test('a room prints its whole text', async () => {
  expect(await runbook('ledger')).toEqual({ code: 0, out: text('ledger'), err: '' });
});

test('prints the sections as JSON', async () => {
  const { out } = await runbook('--json');
  const { ok, sections } = JSON.parse(out) as { ok: boolean; sections: object[] };
  expect(ok).toBe(true);
  expect(sections).toContainEqual({
    name: 'release/release-timed-out-or-stopped',
    heading: 'Release timed out or stopped',
    alarms: ['ReleaseTimedOut', 'ReleaseStopped'],
    summary: 'The execution ended without restoring anything.',
  });
});

test('prints a section as JSON', async () => {
  const { out } = await runbook('ReleaseStopped', '--json');
  expect(JSON.parse(out)).toEqual({
    ok: true,
    room: 'release',
    title: 'Runbook: releases',
    introduction: expect.stringContaining('Replace `$MODEL` with the model'),
    sections: [
      {
        name: 'release/release-timed-out-or-stopped',
        heading: 'Release timed out or stopped',
        alarms: ['ReleaseTimedOut', 'ReleaseStopped'],
        summary: 'The execution ended without restoring anything.',
        text: expect.stringContaining('aws cloudformation describe-stacks'),
      },
    ],
  });
});

test.each([
  ['monitoring/eror-rate', 'there is no runbook for monitoring/eror-rate; did you mean monitoring/error-rate'],
  ['ErorRate', 'there is no runbook for ErorRate; did you mean ErrorRate'],
  ['monitorin', 'there is no runbook for monitorin; did you mean monitoring'],
  ['weather', 'there is no runbook for weather'],
])('fails on %s', async (name, message) => {
  expect(await runbook(name)).toEqual({
    code: 2,
    out: '',
    err: `error: ${message}\nnext: list all sections with: blueprint runbook`,
  });
});
