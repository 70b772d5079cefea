import { parseRunbook, readRunbooks } from '../../../lib/runbooks';
import { alarmSets, type KnownSet, runbookIndex } from '../../../scripts/docs/runbooks';

const HEATING = parseRunbook(
  'heating',
  '# Heating\n\n## Heat\n\nAlarms: `Heat`, `Burn`, `Scald`.\n\n## Leak\n\nAlarm: `Taste<Name>`.\n',
);
const SET: KnownSet = {
  room: 'heating',
  definitions: [
    { id: 'Heat', severity: 'critical', anchor: 'heat', rollsBack: 'all' },
    { id: 'Burn', severity: 'critical', anchor: 'heat', rollsBack: 'all' },
    { id: 'Scald', severity: 'critical', anchor: 'heat', rollsBack: 'inference components' },
    { id: 'Taste', suffix: { placeholder: '<Name>' }, severity: 'warning', anchor: 'leak' },
  ],
};

test('the index has a row for the alarms of a section', () => {
  expect(runbookIndex([SET], [HEATING]).split('\n').slice(2)).toEqual([
    '| `Heat`, `Burn` | critical, rolls back | [Heat](../constructs/heating/runbook.md#heat) |',
    '| `Scald` | critical, rolls back inference components | [Heat](../constructs/heating/runbook.md#heat) |',
    '| `Taste<Name>` | warning | [Leak](../constructs/heating/runbook.md#leak) |',
  ]);
});

test('fails for an alarm without a section, one that its section does not name, and a section without alarm', () => {
  const wrong: KnownSet = {
    room: 'heating',
    definitions: [
      { id: 'Flood', severity: 'critical', anchor: 'flood' },
      { id: 'Smoke', severity: 'critical', anchor: 'heat' },
    ],
  };
  expect(() => runbookIndex([wrong], [HEATING])).toThrow(
    'alarm Flood leads to heating/flood, which no runbook has; heating/heat does not name the alarm Smoke; no alarm leads to heating/leak',
  );
});

test('all alarms of the library are in the index, those of the ledger too', () => {
  const ids = alarmSets().flatMap(({ definitions }) => definitions.map(({ id }) => id));
  expect(ids).toEqual(
    expect.arrayContaining(['ErrorRate', 'Quality', 'ReleaseStuck', 'ApprovalLost', 'Difference', 'ReconcilerSilent']),
  );
  const index = runbookIndex(alarmSets(), readRunbooks());
  expect(ids.filter((id) => !index.includes(`\`${id}`))).toEqual([]);
  expect(index.match(/constructs\/ledger\/runbook\.md/g)).toHaveLength(7);
});
