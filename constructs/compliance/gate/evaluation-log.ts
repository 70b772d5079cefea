import type { Finding, GateResult, GateWarning, RequirementWitness, RuleTally } from '../evaluation';

/** Where a rule was asked: the key of a tally. */
export interface RuleQuestion {
  readonly environment: string;
  readonly pack: string;
  readonly rule: string;
  /** What the rule demands, one sentence. */
  readonly title: string;
}

type Count = 'passed' | 'failed' | 'acknowledged' | 'notApplicable';
type Tally = RuleQuestion & Record<Count, number>;

/** Counts every answer and keeps every finding, while the plugins of the gate run. */
export class EvaluationLog {
  private readonly tallies = new Map<string, Tally>();
  /** Tallies by the very object that asked: packs ask each question of every resource. */
  private readonly asked = new WeakMap<RuleQuestion, Tally>();
  private readonly findings: Finding[] = [];
  private readonly witnesses: RequirementWitness[] = [];
  private readonly warnings = new Map<string, GateWarning>();

  /** Makes a rule appear in the result although it was not asked yet: its denominator may stay zero. */
  public declare(question: RuleQuestion): void {
    this.tally(question);
  }

  public pass(question: RuleQuestion, by = 1): void {
    this.tally(question).passed += by;
  }

  public notApplicable(question: RuleQuestion): void {
    this.tally(question).notApplicable += 1;
  }

  public refuse(question: RuleQuestion, finding: Finding): void {
    this.tally(question)[finding.acknowledgement === undefined ? 'failed' : 'acknowledged'] += 1;
    this.findings.push(finding);
  }

  public witness(witness: RequirementWitness): void {
    this.witnesses.push(witness);
  }

  /** How often anything was evaluated in an environment: passed, failed and acknowledged together. */
  public evaluationsOf(environment: string): number {
    const tallies = [...this.tallies.values()].filter((tally) => tally.environment === environment);
    return tallies.reduce((sum, { passed, failed, acknowledged }) => sum + passed + failed + acknowledged, 0);
  }

  /** The same warning counts once. */
  public warn(warning: GateWarning): void {
    this.warnings.set(JSON.stringify(warning), warning);
  }

  /** Everything known so far, in an order that does not depend on the order of evaluation. */
  public result(): GateResult {
    const findings = this.findings.toSorted(
      compareBy((f) => [f.environment, f.pack, f.rule, f.path, f.location, f.problem]),
    );
    return {
      verdict: findings.some((finding) => finding.acknowledgement === undefined) ? 'refused' : 'passed',
      tallies: [...this.tallies.values()].sort(compareBy((t) => [t.environment, t.pack, t.rule])),
      findings,
      witnesses: this.witnesses.toSorted(compareBy((w) => [w.environment, w.rule, w.path])),
      warnings: [...this.warnings.values()].sort(compareBy((w) => [w.place, w.problem, w.remedy])),
    } satisfies GateResult & { tallies: readonly RuleTally[] };
  }

  private tally(question: RuleQuestion): Tally {
    const asked = this.asked.get(question);
    if (asked !== undefined) return asked;
    const { environment, pack, rule, title } = question;
    const key = `${environment}\0${pack}\0${rule}`;
    const fresh = { environment, pack, rule, title, passed: 0, failed: 0, acknowledged: 0, notApplicable: 0 };
    const tally = this.tallies.get(key) ?? fresh;
    this.tallies.set(key, tally);
    this.asked.set(question, tally);
    return tally;
  }
}

/** Compares by several strings, by code unit, so that the order is the same in every locale. */
function compareBy<T>(keys: (item: T) => readonly string[]): (a: T, b: T) => number {
  return (a, b) => {
    const left = keys(a);
    const right = keys(b);
    for (let index = 0; index < left.length; index += 1) {
      const one = left[index] ?? '';
      const other = right[index] ?? '';
      if (one !== other) return one < other ? -1 : 1;
    }
    return 0;
  };
}
