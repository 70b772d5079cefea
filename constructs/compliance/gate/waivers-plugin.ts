import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { Acknowledgements, Waiver } from './acknowledgements';
import type { EvaluationLog } from './evaluation-log';
import type { GateEnvironment } from './gate-environment';
import { ReportBuilder } from './report';

/** Name under which mistakes in waivers appear. */
export const WAIVERS = 'Waivers';

const TITLES = {
  EXPIRED: 'A waiver is in force on the evaluation day',
  UNMATCHED: 'A waiver matches a finding, so that no acknowledgement outlives what it was made for',
  OWNERLESS: 'A waiver names its owner, ticket, approver, reason and compensating control',
} as const;

type WaiverRule = keyof typeof TITLES;

const REMEDIES: Readonly<Record<WaiverRule, string>> = {
  EXPIRED: 'fix the finding, or have the waiver approved again with a new date',
  UNMATCHED: 'delete the waiver, or correct its rule, environment or path',
  OWNERLESS: 'fill in the missing fields',
};

/** Refuses waivers that are expired, incomplete or match nothing. Runs after every other plugin. */
export class WaiversPlugin implements IPolicyValidationPlugin {
  public readonly name = WAIVERS;

  constructor(
    private readonly waivers: readonly Waiver[],
    private readonly environments: readonly GateEnvironment[],
    private readonly evaluationDate: string,
    private readonly acknowledgements: Acknowledgements,
    private readonly log: EvaluationLog,
  ) {}

  /** Whether a waiver may acknowledge anything at all. */
  public static isInForce(waiver: Waiver, evaluationDate: string): boolean {
    return waiver.expires >= evaluationDate && missingFields(waiver).length === 0;
  }

  public validate(_context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = new ReportBuilder();
    for (const waiver of this.waivers) {
      const environments = this.environments.filter(({ stage }) => waiver.environments.includes(stage.node.id));
      for (const { stage } of environments) this.judge(waiver, stage.node.id, report);
    }
    return report.build();
  }

  private judge(waiver: Waiver, environment: string, report: ReportBuilder): void {
    const missing = missingFields(waiver);
    const problems: readonly (readonly [WaiverRule, boolean, string])[] = [
      ['EXPIRED', waiver.expires < this.evaluationDate, `waiver of ${waiver.rule} expired on ${waiver.expires}`],
      ['OWNERLESS', missing.length > 0, `waiver of ${waiver.rule} lacks ${missing.join(', ')}`],
      ['UNMATCHED', !this.acknowledgements.isUsed(waiver), `waiver of ${waiver.rule} matches no finding`],
    ];
    const inForce = WaiversPlugin.isInForce(waiver, this.evaluationDate);
    for (const [rule, violated, problem] of problems) {
      const question = { environment, pack: WAIVERS, rule: `Waivers-${rule}`, title: TITLES[rule] };
      // A waiver that is not in force was never applied, so it cannot have matched.
      if (rule === 'UNMATCHED' && !inForce) this.log.notApplicable(question);
      else if (!violated) this.log.pass(question);
      else {
        const finding = {
          environment,
          pack: WAIVERS,
          rule: question.rule,
          stack: '',
          path: `${environment}/${waiver.path}`,
          logicalId: '',
          resourceType: '',
          location: 'Properties',
          problem: `${problem} (${waiver.source})`,
          remedy: this.remedyOf(rule, waiver),
          source: waiver.source,
        };
        this.log.refuse(question, finding);
        // Nobody may acknowledge a bad acknowledgement.
        report.add(finding, 'fatal');
      }
    }
  }

  private remedyOf(rule: WaiverRule, waiver: Waiver): string {
    const heirs = rule === 'UNMATCHED' ? this.acknowledgements.heirsOf(waiver.rule) : [];
    return heirs.length === 0
      ? REMEDIES[rule]
      : `${REMEDIES[rule]}; the rules that came from ${waiver.rule} are ${heirs.join(', ')}`;
  }
}

function missingFields(waiver: Waiver): string[] {
  return (['reason', 'compensatingControl', 'owner', 'ticket', 'approver'] as const).filter(
    (field) => waiver[field].trim() === '',
  );
}
