import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKS } from '../../../../../lib/operator/doctor/checks';

test('docs/platform-team.md has every check, in the order of the checks', () => {
  const guide = readFileSync(path.join(__dirname, '../../../../../docs/platform-team.md'), 'utf8');
  const named = [...guide.matchAll(/^\d+\. \*\*[^*]+\*\* \(check `([a-z-]+)`\)/gm)].map(([, id]) => id);
  expect([...new Set(named)]).toEqual(CHECKS.map(({ id }) => id));
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
});
