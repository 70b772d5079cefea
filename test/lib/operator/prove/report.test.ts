import { ASSUMPTIONS } from '../../../../lib/assumptions';
import type { Proved } from '../../../../lib/operator/prove/proof';
import { reportMarkdown, reportOf, type ReportHead } from '../../../../lib/operator/prove/report';

const HEAD: ReportHead = {
  company: 'Example Company',
  environment: 'dev',
  account: '111111111111',
  region: 'eu-west-1',
  recoveryRegion: 'eu-central-1',
  caller: 'arn:aws:sts::111111111111:assumed-role/Admin/ana',
  project: 'ai-production-blueprint 0.1.0',
  commit: 'c0ffee, with changes',
  began: '2026-11-27T12:00:00.000Z',
  ended: '2026-11-27T14:00:00.000Z',
  left: [],
};
const FOUND: readonly Proved[] = [
  {
    assumption: 'A-ENI',
    title: 'release a first version',
    outcome: 'holds',
    facts: ['The endpoint was InService.'],
    began: '2026-11-27T12:30:00.000Z',
    ended: '2026-11-27T12:40:00.000Z',
  },
  {
    assumption: 'A-CANCEL',
    title: 'cancel',
    outcome: 'does not hold',
    facts: ['The stack was\nUPDATE_ROLLBACK_FAILED.'],
    began: '2026-11-27T13:00:00.000Z',
    ended: '2026-11-27T13:10:00.000Z',
  },
];

test('names every assumption, also those that no proof tried', () => {
  const { assumptions } = reportOf(HEAD, FOUND);
  expect(assumptions.map(({ id }) => id)).toEqual(ASSUMPTIONS.map(({ id }) => id));
  expect(assumptions.filter(({ tried }) => tried !== undefined).map(({ id }) => id)).toEqual(['A-ENI', 'A-CANCEL']);
  expect(assumptions[1]).toMatchObject({ outcome: 'not settled', facts: ['No proof of this run tried it.'] });
});

test('counts what was found last where a resumed run tried something again', () => {
  const first: Proved = {
    ...FOUND[0],
    assumption: 'A-ENI',
    title: '',
    outcome: 'not settled',
    facts: [],
    began: '',
    ended: '',
  };
  const [eni] = reportOf(HEAD, [first, ...FOUND]).assumptions;
  expect(eni?.outcome).toBe('holds');
});

test('says first who made it where, when and with what, and what came of it', () => {
  const text = reportMarkdown(reportOf(HEAD, FOUND));
  const others = ASSUMPTIONS.length - 2;
  expect(text.split('\n').slice(0, 15)).toEqual([
    '# Assumptions about AWS, tried in account 111111111111, eu-west-1, on 2026-11-27',
    '',
    '|  |  |',
    '| --- | --- |',
    '| called | AWS |',
    '| account | 111111111111 |',
    '| Regions | eu-west-1, eu-central-1 for replicas |',
    '| company, environment | Example Company, dev |',
    '| run by | arn:aws:sts::111111111111:assumed-role/Admin/ana |',
    '| project | ai-production-blueprint 0.1.0 |',
    '| commit | c0ffee, with changes |',
    '| began | 2026-11-27T12:00:00.000Z |',
    '| ended | 2026-11-27T14:00:00.000Z |',
    '',
    `**holds: 1, does not hold: 1, not settled: ${others}.**`,
  ]);
});

test('has a section for each assumption, with the facts and what the project does about it', () => {
  const text = reportMarkdown(reportOf(HEAD, FOUND));
  const { statement, form } = ASSUMPTIONS.find(({ id }) => id === 'A-CANCEL') ?? { statement: '', form: '' };
  expect(text).toContain(`## A-CANCEL

**does not hold.** ${statement}

Tried from 2026-11-27T13:00:00.000Z to 2026-11-27T13:10:00.000Z: cancel.

- The stack was UPDATE_ROLLBACK_FAILED.

What this project does: ${form}`);
});

test('says what is left, or that nothing is', () => {
  expect(reportMarkdown(reportOf(HEAD, FOUND))).toContain('Nothing: everything that was made is deleted.');
  const left = ['bucket b: not empty'];
  expect(reportMarkdown(reportOf({ ...HEAD, left }, FOUND))).toContain('in the account\n\n- bucket b: not empty\n');
});

test('says that it says nothing about AWS when something else was called', () => {
  const text = reportMarkdown(reportOf({ ...HEAD, endpoint: 'http://127.0.0.1:4566' }, FOUND));
  expect(text).toContain('**http://127.0.0.1:4566, which is not AWS: this report says nothing about AWS**');
});
