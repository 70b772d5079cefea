import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { endpointNamespace } from '../../../constructs/model';
import { bootstrap } from '../../../sandbox/bootstrap';
import { deadLetters } from '../../../sandbox/dead-letters';
import { releasedVersion } from '../../../sandbox/release';
import { excessesOf } from '../../../sandbox/roles';
import { answeringVersion, CHURN, churnScores, EXPECTED_SCORES } from './churn';
import { type Harness, startSandbox, stopSandbox } from './harness';
import type { Operator } from './operator';
import { Approvals } from './release-story/approvals';
import { ledgerTable, overwrite, recordOf } from './release-story/ledger';
import { loadStory } from './release-story/load';
import { signIn } from './release-story/people';
import { Releases, STEPS } from './release-story/releases';
import { played } from './release-story/played';
import { Serving } from './release-story/serving';
import { ROLLED_BACK, TIMELINE, VERIFIED, WHICH } from './release-story/shapes';
import { JUDGED_AFTER_SECONDS, Verdicts } from './release-story/verdicts';
import { dataHash, register, type Version } from './release-story/versions';

/**
 * Fifteen minutes of baking become nine seconds: time enough to ask while the canary has its share. Services that throttle
 * or tell late need twice as much.
 */
const TIME_SCALE = played().length === 0 ? 0.01 : 0.02;
/** So long the alarm of a version rings after a verdict, and some seconds more. */
const RINGING_MILLISECONDS = (180 - JUDGED_AFTER_SECONDS + 15) * 1000;

/** Told of the sample company's `churn`. */
let harness: Harness;
let author: Operator;
let approver: Operator;
let onCall: Operator;
let judge: Operator;
let releases: Releases;
let approvals: Approvals;
let verdicts: Verdicts;
let serving: Serving;
/** Package ARNs by what they are in the story. */
const version: Record<'first' | 'bad' | 'good', Version> = {
  first: { label: 'v1', arn: '' },
  bad: { label: 'v2', arn: '' },
  good: { label: 'v3', arn: '' },
};
/** The alarm that took the bad version back. */
let alarmName: string;
/** Until when, in milliseconds, nothing brings back the version that was judged bad while it served. */
let badUntil = 0;
/** Instants that are asked for again at the end. */
const instants: Record<string, string> = {};
const figures: string[] = [];

const released = () => releasedVersion(harness.aws, harness.subject, CHURN);
const scores = () => churnScores(harness);
const which = async (...at: string[]) => (await onCall.json(WHICH, 'which', CHURN, ...at)).answers[0];
const remember = (name: string) => (instants[name] = new Date().toISOString());

beforeAll(async () => {
  harness = await startSandbox('release-story', TIME_SCALE);
  const { cdk, subject } = harness;
  await cdk.synth(subject.place, 'dev');
  await bootstrap(harness.aws, cdk, subject, harness.run);
  await cdk.deploy(subject.place, 'dev/**');
  releases = new Releases(harness);
  serving = new Serving(harness, CHURN);
  ({ author, approver, onCall, judge } = await signIn(harness, serving.namespace));
  approvals = new Approvals(approver, releases, serving);
  verdicts = new Verdicts(harness, judge, serving);
});

afterAll(async () => {
  await stopSandbox(harness);
  if (figures.length > 0) process.stdout.write(`\nrelease story\n${figures.map((one) => `  ${one}\n`).join('')}\n`);
});

test('the author registers two versions, each trained on its own data', async () => {
  version.first = await register(harness, author, 'first', 7);
  version.bad = await register(harness, author, 'bad', 8);
  expect([version.first.label, version.bad.label]).toEqual(['v1', 'v2']);
  expect(await released()).toBe('none');
});

test('before the first release, which says that nothing serves', async () => {
  remember('before');
  expect(await which()).toMatchObject({ confidence: 'unknown', versions: [] });
  const { output } = await onCall.blueprint('which', CHURN);
  expect(output).toContain('was never released: nothing serves');
});

test('fails when the author approves: the command says so, and the release machine refuses it', async () => {
  const { exitCode, output } = await author.blueprint('approve', CHURN, 'v1', '--reason', 'it is mine', '--yes');
  expect([exitCode, output]).toEqual([1, expect.stringContaining("nobody approves a version of one's own")]);
  const before = await releases.begun();
  await author.updatePackage({ ModelPackageArn: version.first.arn, ModelApprovalStatus: 'Approved' });
  const { status, error, cause } = await releases.after(before);
  expect([status, error]).toEqual(['FAILED', 'ReleaseRefused']);
  expect(cause).toContain('SELF_APPROVAL');
  expect(await released()).toBe('none');
});

test('a release that another person approves goes through the machine, and serves the trained model', async () => {
  await approver.json(z.unknown(), 'reject', CHURN, 'v1', '--reason', 'approved by its author', '--yes');
  // CloudTrail tells times in seconds: what comes first must be in an earlier one.
  await sleep(1100);
  const { status, cause, arn } = await approvals.release('v1');
  expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
  expect(await releases.statesOf(arn)).toEqual(expect.arrayContaining(STEPS));
  expect(await released()).toBe(version.first.arn);
  expect(await scores()).toEqual(EXPECTED_SCORES);
  expect(await answeringVersion(harness)).toBe(version.first.arn);
});

test('which tells the version, who approved it and what it was trained on', async () => {
  const answer = await which();
  remember('first');
  expect(answer).toMatchObject({ confidence: 'confirmed', status: 'IN_SERVICE' });
  expect(answer.versions).toEqual([
    expect.objectContaining({ version: 'v1', weight: 1, trainingDataHash: dataHash(harness, 'first') }),
  ]);
  expect(answer.versions[0]?.approvers).toContain(approver.arn);
});

test('a second version whose answers are judged bad is taken back by itself, and the parameter with it', async () => {
  const before = await releases.begun();
  const approved = approver.json(z.unknown(), 'approve', CHURN, 'v2', '--reason', 'looks good', '--yes');
  await serving.canary();
  remember('canary');
  const during = await whichOfTwo();
  expect(during.versions.map(({ version: name, weight, canary: tried }) => [name, weight, tried])).toEqual([
    ['v1', expect.closeTo(0.9, 5), false],
    ['v2', expect.closeTo(0.1, 5), true],
  ]);
  expect(await released()).toBe(version.bad.arn);
  alarmName = (await verdicts.publish(version.bad, 0.31)).AlarmName;
  await approved;
  const { status, error, cause } = await releases.after(before);
  expect([status, error]).toEqual(['FAILED', 'ReleaseRolledBack']);
  expect(cause).toContain(`The CloudWatch alarm ${alarmName} was in ALARM state`);
  expect(await released()).toBe(version.first.arn);
  expect(await which()).toMatchObject({ versions: [{ version: 'v1', weight: 1 }] });
  expect(await scores()).toEqual(EXPECTED_SCORES);
});

test('a good version is released at once: the alarm of the bad one does not count for it', async () => {
  version.good = await register(harness, author, 'good', 9);
  const { status, cause } = await approvals.release('v3', () => verdicts.publish(version.good, 0.72));
  expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
  expect(await which()).toMatchObject({ confidence: 'confirmed', versions: [{ version: 'v3', weight: 1 }] });
  remember('good');
});

test('one command brings the old version back from one that is judged bad while it serves, and pins the model to it', async () => {
  await verdicts.publish(version.good, 0.2);
  badUntil = Date.now() + RINGING_MILLISECONDS;
  await serving.rings();
  const began = performance.now();
  const rollback = onCall.json(ROLLED_BACK, 'rollback', CHURN, '--reason', 'INC-77: scores drift', '--yes');
  await serving.serves(version.first.arn);
  const old = (performance.now() - began) / 1000;
  const answer = await rollback;
  const commanded = (performance.now() - began) / 1000;
  expect(answer).toMatchObject({ status: 'SUCCEEDED', from: version.good.arn, to: version.first.arn });
  expect(await released()).toBe(version.first.arn);
  expect(await which()).toMatchObject({ confidence: 'confirmed', versions: [{ version: 'v1', weight: 1 }] });
  remember('rolled back');
  figures.push(
    `from blueprint rollback to the old version serving all traffic: ${old.toFixed(1)} s (command ended after ${commanded.toFixed(1)} s; ` +
      `waits of the rollout are multiplied by ${TIME_SCALE}, without that factor the canary of 15 minutes counts)`,
  );
});

test('timeline and which tell the whole story afterwards', async () => {
  const { entries } = await onCall.json(TIMELINE, 'timeline', CHURN);
  const causes = new Set(entries.map(({ record }) => record.cause));
  expect([...causes]).toEqual(
    expect.arrayContaining([
      'registration',
      'approval',
      'rejection',
      'release',
      'automatic-rollback',
      'rollback',
      'deploy',
      'pin',
    ]),
  );
  const rollback = entries.find(({ record }) => record.cause === 'rollback');
  expect(rollback?.record).toMatchObject({ actor: onCall.arn, reason: 'INC-77: scores drift' });
  const taken = entries.filter(({ record }) => record.cause === 'automatic-rollback');
  expect(taken.map(({ record }) => record.reason)).toContainEqual(expect.stringContaining(alarmName));
  const at = async (name: string) => (await which('--at', instants[name] ?? '')).versions.map((one) => one.version);
  expect(await at('before')).toEqual([]);
  expect(await at('first')).toEqual(['v1']);
  expect(await at('canary')).toEqual(['v1', 'v2']);
  expect(await at('good')).toEqual(['v3']);
  expect(await at('rolled back')).toEqual(['v1']);
});

test('verify finds the chain whole, and every record in its copy', async () => {
  const { models } = await verified();
  expect(models[0].problems).toEqual([]);
  expect(models[0].records).toBeGreaterThan(30);
  expect(models[0].copies).toBe(models[0].records);
  figures.push(
    `the ledger tells it in ${models[0].records} records, all copied, ${models[0].replayed} instants replayed`,
  );
});

test('rejecting the version that serves starts a rollback', async () => {
  await sleep(Math.max(0, badUntil - Date.now()));
  const before = await releases.begun();
  await approver.json(z.unknown(), 'reject', CHURN, 'v1', '--reason', 'its data was withdrawn', '--yes');
  const { status, cause } = await releases.after(before);
  expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
  expect(await released()).toBe(version.good.arn);
});

test('a release whose update is cancelled ends as taken back, whatever the service makes of it', async () => {
  await onCall.json(z.unknown(), 'unpin', CHURN, '--reason', 'INC-77 is over', '--yes');
  const { label } = await register(harness, author, 'cancelled', 10);
  const { status, error } = await approvals.release(label, () => serving.cancelUpdate());
  expect([status, error]).toEqual(['FAILED', 'ReleaseRolledBack']);
  expect(await serving.stackStatus()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await released()).toBe(version.good.arn);
  await serving.serves(version.good.arn);
});

test('a rollback during a canary makes SageMaker take the rollout back', async () => {
  const { label } = await register(harness, author, 'hasty', 11);
  const before = await releases.begun();
  const approved = approver.json(z.unknown(), 'approve', CHURN, label, '--reason', 'looks good', '--yes');
  await serving.canary();
  const answer = await onCall.json(ROLLED_BACK, 'rollback', CHURN, '--reason', 'INC-78: wrong version', '--yes');
  expect(answer).toMatchObject({ status: 'SUCCEEDED', to: version.good.arn });
  await approved;
  const ended = await releases.endedSince(before);
  expect(ended.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
  const taken = ended.find(({ status }) => status === 'FAILED');
  expect(taken?.cause).toContain('RolloutCancelled');
  expect(await released()).toBe(version.good.arn);
  await serving.serves(version.good.arn);
});

loadStory(() => ({ harness, author, onCall, approvals, releases, serving }));

test('fails to verify when a record was changed behind the back of everybody', async () => {
  const record = await recordOf(harness, 3);
  const { text } = record;
  const forged = text.replace(/"at":"[^"]*"/, '"at":"2026-01-01T00:00:00.000Z"');
  expect(forged).not.toBe(text);
  await overwrite(harness, record, forged);
  const { exitCode, output } = await onCall.blueprint('verify', CHURN);
  await overwrite(harness, record, text);
  expect(exitCode).toBe(1);
  expect(output).toContain('record 3 was altered');
  expect((await verified()).ok).toBe(true);
});

test('every function did its work under its role, and what it may not do is denied', async () => {
  const log = readFileSync(harness.run.log('emulator'), 'utf8');
  const denials = log.split('\n').filter((line) => /is not authorized to perform|AccessDenied/.test(line));
  expect(denials).toEqual([]);
  expect((await deadLetters(harness.aws, harness.subject.place)).filled).toEqual([]);
  expect((await releases.failedTasks()).filter((cause) => cause.includes('not authorized'))).toEqual([]);
  expect((await excessesOf(harness.aws, harness.subject)).excesses).toEqual([]);
  await expect(onCall.putItem(await ledgerTable(harness))).rejects.toThrow(
    'is not authorized to perform: dynamodb:PutItem',
  );
  const elsewhere = {
    Namespace: endpointNamespace('ModelQuality', harness.subject.environment.names.endpoint('assistant')),
    MetricData: [{ MetricName: 'Accepted', Value: 0 }],
  };
  await expect(judge.publish(elsewhere)).rejects.toThrow('is not authorized to perform: cloudwatch:PutMetricData');
});

/** What `which` says as soon as the ledger knows of a canary: an event may come seconds late. */
async function whichOfTwo(): Promise<z.infer<typeof WHICH>['answers'][0]> {
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const answer = await which();
    if (answer.versions.length > 1) return answer;
    await sleep(500);
  }
  return which();
}

async function verified(): Promise<z.infer<typeof VERIFIED>> {
  return onCall.json(VERIFIED, 'verify', CHURN);
}
