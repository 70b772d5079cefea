import { READINESS_ITEMS, type ReadinessItem } from '../../../constructs/model/core';
import { addDays } from '../day';
import type { ConfigProblem } from '../problem';
import { problemOf, type Check, type Deployment, type Project } from '../project';

const DEFAULT_VALIDITY_DAYS = 365;

/** The last day on which evidence counts, `YYYY-MM-DD`. */
export function expiryOf(date: string, validityDays: number | undefined, companyDays: number | undefined): string {
  return addDays(date, validityDays ?? companyDays ?? DEFAULT_VALIDITY_DAYS);
}

/** A production environment takes only models whose six readiness items are there and still count. */
export const checkReadiness: Check = (project) =>
  project.deployments.flatMap((deployment) =>
    READINESS_ITEMS.flatMap((item) => itemProblems(deployment, item, project)),
  );

function itemProblems(deployment: Deployment, item: ReadinessItem, project: Project): ConfigProblem[] {
  const production = deployment.environment.draft.production === true;
  const { readiness } = deployment.draft;
  const about = { rule: 'CONFIG-READINESS', requirement: 'RDY-1' } as const;
  if (!deployment.source.has(['readiness', item])) {
    if (!production) return [];
    const what = `production needs the readiness item ${item}`;
    const remedy = 'add evidence, summary, owner and date, or leave the model out with enabled: false';
    return [problemOf(deployment, ['readiness', item], { ...about, what, remedy })];
  }
  const evidence = readiness?.[item];
  if (evidence?.date === undefined) return [];
  const path = ['readiness', item, 'date'];
  if (evidence.date > project.evaluationDate) {
    const what = `the date ${evidence.date} is after ${project.evaluationDate}, the day of evaluation`;
    return [problemOf(deployment, path, { ...about, what, remedy: 'write the day on which the evidence was given' })];
  }
  const expires = expiryOf(evidence.date, evidence.validityDays, project.company?.draft.readinessValidityDays);
  if (!production || expires >= project.evaluationDate) return [];
  const what = `the evidence of ${evidence.date} expired on ${expires}`;
  return [problemOf(deployment, path, { ...about, what, remedy: 'renew the evidence and its date' })];
}
