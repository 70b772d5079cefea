import type { EvidenceInput, RuleInput } from '../input';
import { byCodeUnit } from './sort';

/** What came of a control in one environment. */
export type ControlStatus = 'failed' | 'acknowledged' | 'passed' | 'not applicable' | 'no rule exists';

/** The denominators of one control in one environment. */
export interface ControlRow {
  readonly environment: string;
  readonly pack: string;
  /** Rule id; for a requirement that no rule checks, the requirement's id. */
  readonly control: string;
  readonly title: string;
  /** Requirements of the catalogue that it checks. */
  readonly requirements: readonly string[];
  /** Resources that the rule judged: passed + failed + acknowledged. */
  readonly evaluated: number;
  readonly passed: number;
  readonly failed: number;
  readonly acknowledged: number;
  /** Resources that the rule looked at and does not apply to. */
  readonly notApplicable: number;
  readonly status: ControlStatus;
}

/** Name of the pack whose rules check the requirements of the catalogue. */
const OWN_PACK = 'AiProduction';

/** The rule id without the granular finding in brackets. */
export function baseRule(rule: string): string {
  return rule.replace(/\[.*$/s, '');
}

/** Every control of every environment: those that were asked, those that met nothing, those that nobody wrote. */
export function gatherControls(input: EvidenceInput): ControlRow[] {
  if (input.gate === undefined) return [];
  const tallies = input.gate.tallies;
  const known = new Map(input.rules.map((rule) => [`${rule.pack} ${rule.rule}`, rule]));
  const asked = tallies.map((tally): ControlRow => {
    const rule = known.get(`${tally.pack} ${tally.rule}`);
    const evaluated = tally.passed + tally.failed + tally.acknowledged;
    return {
      environment: tally.environment,
      pack: tally.pack,
      control: tally.rule,
      title: rule?.title ?? tally.title,
      requirements: rule?.requirements ?? [],
      evaluated,
      passed: tally.passed,
      failed: tally.failed,
      acknowledged: tally.acknowledged,
      notApplicable: tally.notApplicable,
      status: statusOf(tally.failed, tally.acknowledged, evaluated),
    };
  });
  const seen = new Set(tallies.map(({ environment, pack, rule }) => `${environment} ${pack} ${rule}`));
  const covered = new Set(input.rules.flatMap(({ requirements = [] }) => requirements));
  const unmet = input.environments.flatMap((environment) => [
    ...input.rules
      .filter(({ pack, rule }) => environment.packs.includes(pack) && !seen.has(`${environment.name} ${pack} ${rule}`))
      .map((rule) => empty(environment.name, rule, 'not applicable')),
    ...input.requirements
      .filter(({ id }) => !covered.has(id))
      .map(({ id, title }) =>
        empty(environment.name, { pack: OWN_PACK, rule: id, title, requirements: [id] }, 'no rule exists'),
      ),
  ]);
  const order = new Map(input.environments.map(({ name }, index) => [name, index]));
  return [...asked, ...unmet].sort(
    (a, b) =>
      (order.get(a.environment) ?? order.size) - (order.get(b.environment) ?? order.size) ||
      byCodeUnit(a.pack, b.pack) ||
      byCodeUnit(a.control, b.control),
  );
}

function statusOf(failed: number, acknowledged: number, evaluated: number): ControlStatus {
  if (failed > 0) return 'failed';
  if (acknowledged > 0) return 'acknowledged';
  return evaluated > 0 ? 'passed' : 'not applicable';
}

function empty(
  environment: string,
  { pack, rule, title, requirements = [] }: RuleInput,
  status: ControlStatus,
): ControlRow {
  return {
    environment,
    pack,
    control: rule,
    title,
    requirements,
    evaluated: 0,
    passed: 0,
    failed: 0,
    acknowledged: 0,
    notApplicable: 0,
    status,
  };
}
