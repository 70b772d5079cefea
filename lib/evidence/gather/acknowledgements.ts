import type { Acknowledgement, Finding } from '../../../constructs/compliance';
import { baseRule } from './controls';
import { distinct, groupBy, sortedBy } from './sort';

/** A decision that findings do not fail the gate, and everything that it hides. */
export interface AcknowledgementRow {
  readonly origin: 'engine' | 'waiver';
  readonly pack: string;
  readonly rule: string;
  readonly environments: readonly string[];
  /** Construct paths at which it stands. */
  readonly paths: readonly string[];
  readonly reason: string;
  readonly compensatingControl?: string;
  readonly owner?: string;
  readonly approver?: string;
  readonly ticket?: string;
  readonly expires?: string;
  /** Whole days from the evaluation date to the last day on which it counts; negative when that is past. */
  readonly daysLeft?: number;
  readonly source?: string;
  /** The findings that it hid. */
  readonly hid: readonly Finding[];
}

const COMPENSATING = ' Compensating control: ';
const MILLISECONDS_PER_DAY = 86_400_000;

/** Groups the acknowledged findings by the decision that hides them: waivers by expiry, then what the engine decided. */
export function gatherAcknowledgements(
  findings: readonly Finding[],
  evaluationDate: string,
  order: readonly string[],
): AcknowledgementRow[] {
  const pairs = findings.flatMap((finding) =>
    finding.acknowledgement === undefined ? [] : [{ finding, acknowledgement: finding.acknowledgement }],
  );
  const groups = groupBy(pairs, ({ finding, acknowledgement: { origin, ...decision } }) =>
    JSON.stringify([
      finding.pack,
      baseRule(finding.rule),
      origin,
      decision.reason,
      decision.compensatingControl,
      decision.owner,
      decision.approver,
      decision.ticket,
      decision.expires,
      decision.source,
    ]),
  );
  const rows = [...groups.values()].flatMap((group): AcknowledgementRow[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { reason, compensatingControl, ...decision } = first.acknowledgement;
    return [
      {
        origin: decision.origin,
        pack: first.finding.pack,
        rule: baseRule(first.finding.rule),
        environments: order.filter((name) => group.some(({ finding }) => finding.environment === name)),
        paths: distinct(group.map(({ acknowledgement }) => acknowledgement.path)),
        ...split(reason, compensatingControl),
        owner: decision.owner,
        approver: decision.approver,
        ticket: decision.ticket,
        expires: decision.expires,
        daysLeft: daysLeft(decision, evaluationDate),
        source: decision.source,
        hid: group.map(({ finding }) => finding),
      },
    ];
  });
  return sortedBy(rows, ({ origin, expires, pack, rule, reason }) =>
    [origin === 'waiver' ? '0' : '1', expires ?? '9999-99-99', pack, rule, reason].join(' '),
  );
}

/** Whole days between two dates. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MILLISECONDS_PER_DAY);
}

function daysLeft({ expires }: Pick<Acknowledgement, 'expires'>, evaluationDate: string): number | undefined {
  return expires === undefined ? undefined : daysBetween(evaluationDate, expires);
}

/** The engine writes reason and compensating control as one text, because CDK keeps only a reason. */
function split(reason: string, control: string | undefined): { reason: string; compensatingControl?: string } {
  const place = reason.indexOf(COMPENSATING);
  if (control !== undefined || place < 0) return { reason, compensatingControl: control };
  return { reason: reason.slice(0, place), compensatingControl: reason.slice(place + COMPENSATING.length) };
}
