import { READINESS_ITEMS, type ReadinessItem } from '../../../model/core/metadata';
import { governanceOf, isObject } from '../../../template';
import { NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import type { Problem } from '../../template-check';
import { ENDPOINT } from '../shared/endpoints';
import { METADATA_LOCATION } from '../shared/metadata';

const LOCATION = `${METADATA_LOCATION}.readiness`;
const FIELDS = ['evidence', 'summary', 'owner', 'date', 'expires'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Not every pilot should go to production. */
export const rule: ComplianceRule = {
  id: 'ReadinessEvidenceValid',
  title: 'In production, every model has valid evidence for all six readiness items',
  remedy: `give readiness.${READINESS_ITEMS.join(', readiness.')} of the model, each with evidence, summary, owner and date; renew what has expired`,
  requirements: ['RDY-1'],
  formerIds: ['RDY-1'],
  resourceTypes: [ENDPOINT],
  check: (endpoint, { production, evaluationDate }) => {
    if (!production) return NOT_APPLICABLE;
    const governance = governanceOf(endpoint);
    if (governance === undefined) {
      return violation('endpoint has no readiness evidence: it says nothing of its model', METADATA_LOCATION);
    }
    const readiness = isObject(governance['readiness']) ? governance['readiness'] : {};
    const missing = READINESS_ITEMS.filter((item) => !isObject(readiness[item]));
    return [
      ...(missing.length === 0
        ? []
        : [{ problem: `model has no readiness evidence for ${missing.join(', ')}`, location: LOCATION }]),
      ...READINESS_ITEMS.flatMap((item) => itemProblems(item, readiness[item], evaluationDate)),
    ];
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
