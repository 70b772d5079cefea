import { ASSUMPTIONS, type AssumptionId } from '../../assumptions';
import type { Outcome, Proved } from './proof';

/** Where, by whom and with what a report was made. */
export interface ReportHead {
  /** Company of the configuration. */
  readonly company: string;
  /** Environment whose account, Region and network were used. */
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** Region of the replica. @default - the company allows one Region only */
  readonly recoveryRegion?: string;
  /** ARN of whoever ran it. */
  readonly caller: string;
  /** What was called in place of AWS. @default - AWS itself */
  readonly endpoint?: string;
  /** Name and version of this project. */
  readonly project: string;
  /** Commit of the project, followed by `with changes` if files differed from it. @default - it is not known */
  readonly commit?: string;
  /** ISO 8601. */
  readonly began: string;
  readonly ended: string;
  /** Resources that were made and could not be deleted, each with the reason. */
  readonly left: readonly string[];
}

/** A dated report: names account, Region, and every assumption with its outcome, also those that no proof tries. */
export interface ProofReport extends ReportHead {
  readonly schemaVersion: 1;
  readonly assumptions: readonly {
    readonly id: AssumptionId;
    readonly statement: string;
    /** What this project does, so that it is right either way or fails clearly. */
    readonly form: string;
    readonly outcome: Outcome;
    readonly facts: readonly string[];
    /** @default - no proof of the run tried it */
    readonly tried?: { readonly title: string; readonly began: string; readonly ended: string };
  }[];
}

/** The report of findings. */
export function reportOf(head: ReportHead, proved: readonly Proved[]): ProofReport {
  const assumptions = ASSUMPTIONS.map(({ id, statement, form }) => {
    const found = proved.findLast(({ assumption }) => assumption === id);
    if (found === undefined) {
      return { id, statement, form, outcome: 'not settled' as const, facts: ['No proof of this run tried it.'] };
    }
    const { outcome, facts, title, began, ended } = found;
    return { id, statement, form, outcome, facts, tried: { title, began, ended } };
  });
  return { schemaVersion: 1, ...head, assumptions };
}

const OUTCOMES = ['holds', 'does not hold', 'not settled'] as const satisfies readonly Outcome[];

/** The report as people read it, ready to attach to the evidence or to an issue. */
export function reportMarkdown(report: ProofReport): string {
  const { assumptions, left } = report;
  const counts = OUTCOMES.map(
    (outcome) => `${outcome}: ${assumptions.filter((one) => one.outcome === outcome).length}`,
  );
  return `# Assumptions about AWS, tried in account ${report.account}, ${report.region}, on ${report.began.slice(0, 10)}

${table(['', ''], headRows(report))}

**${counts.join(', ')}.**

${table(
  ['assumption', 'outcome', 'statement'],
  assumptions.map(({ id, outcome, statement }) => [`[${id}](#${id.toLowerCase()})`, outcome, statement]),
)}

*holds*: the service was seen to do it. *does not hold*: the service was seen to do something else. *not settled*: it was not tried, or nothing was seen that decides; the last fact says why. Times are in UTC. The report has names, account ids and times, and neither data nor secrets.

## What is left in the account

${left.length === 0 ? 'Nothing: everything that was made is deleted.' : left.map((one) => `- ${one}`).join('\n')}

${assumptions.map(sectionOf).join('\n\n')}
`;
}

function headRows(report: ProofReport): readonly (readonly string[])[] {
  const { region, recoveryRegion, endpoint, commit } = report;
  return [
    [
      'called',
      endpoint === undefined ? 'AWS' : `**${endpoint}, which is not AWS: this report says nothing about AWS**`,
    ],
    ['account', report.account],
    ['Regions', recoveryRegion === undefined ? region : `${region}, ${recoveryRegion} for replicas`],
    ['company, environment', `${report.company}, ${report.environment}`],
    ['run by', report.caller],
    ['project', report.project],
    ['commit', commit ?? 'not known'],
    ['began', report.began],
    ['ended', report.ended],
  ];
}

function sectionOf({ id, outcome, statement, form, facts, tried }: ProofReport['assumptions'][number]): string {
  const lines = facts.map((fact) => `- ${fact.replaceAll('\n', ' ')}`).join('\n');
  const how = tried === undefined ? '' : `Tried from ${tried.began} to ${tried.ended}: ${tried.title}.\n\n`;
  return `## ${id}

**${outcome}.** ${statement}

${how}${lines}

What this project does: ${form}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
