import { READINESS_ITEMS, type ReadinessItem } from '../../model/core/metadata';
import { NOT_APPLICABLE, violation, type ComplianceRule } from '../rule';
import type { Problem } from '../template-check';
import { isObject } from '../../template';
import { ENDPOINT } from './shared/endpoints';
import { governanceOf, METADATA_LOCATION } from './shared/governance';
import { judge } from './shared/judge';

const LOCATION = `${METADATA_LOCATION}.readiness`;
const FIELDS = ['evidence', 'summary', 'owner', 'date', 'expires'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Not every pilot should go to production. */
export const rule: ComplianceRule = {
  id: 'RDY-1',
  title: 'In production, every model has valid evidence for all six readiness items',
  remedy: `give readiness.${READINESS_ITEMS.join(', readiness.')} of the model, each with evidence, summary, owner and date; renew what has expired`,
  resourceTypes: [ENDPOINT],
  check: (endpoint, { production, evaluationDate }) => {
    if (!production) return NOT_APPLICABLE;
    const governance = governanceOf(endpoint);
    if (governance === undefined) {
      return violation('endpoint has no readiness evidence: it says nothing of its model', METADATA_LOCATION);
    }
    const readiness = isObject(governance['readiness']) ? governance['readiness'] : {};
    const missing = READINESS_ITEMS.filter((item) => !isObject(readiness[item]));
    const problems: Problem[] = [];
    if (missing.length > 0) {
      problems.push({ problem: `model has no readiness evidence for ${missing.join(', ')}`, location: LOCATION });
    }
    for (const item of READINESS_ITEMS) problems.push(...itemProblems(item, readiness[item], evaluationDate));
    return judge(problems);
  },
};

function itemProblems(item: ReadinessItem, value: unknown, today: string): readonly Problem[] {
  if (!isObject(value)) return [];
  const location = `${LOCATION}.${item}`;
  const empty = FIELDS.filter((field) => typeof value[field] !== 'string' || value[field] === '');
  if (empty.length > 0) return [{ problem: `readiness evidence ${item} has no ${empty.join(', ')}`, location }];
  const { date, expires } = value;
  for (const [field, day] of [
    ['date', date],
    ['expires', expires],
  ] as const) {
    if (typeof day !== 'string' || !DAY.test(day)) {
      return [{ problem: `readiness evidence ${item} has ${field} ${JSON.stringify(day)}, which is no day`, location }];
    }
  }
  if (typeof expires === 'string' && expires < today) {
    return [{ problem: `readiness evidence ${item} expired on ${expires}`, location }];
  }
  return typeof date === 'string' && date > today
    ? [{ problem: `readiness evidence ${item} is dated ${date}, after the evaluation day ${today}`, location }]
    : [];
}
