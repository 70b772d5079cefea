import pc from 'picocolors';
import type { Finding, GateResult, GateWarning } from '../../constructs/compliance';

/** How many findings are printed in full; the evidence has all. */
const SHOWN = 40;

/** What the person who synthesized reads: each open finding with resource, problem, remedy and source line; each warning. */
export function describeVerdict(result: GateResult): string {
  const open = result.findings.filter(({ acknowledgement }) => acknowledgement === undefined);
  const evaluations = result.tallies.reduce((sum, t) => sum + t.passed + t.failed + t.acknowledged, 0);
  const counts = `${evaluations.toLocaleString('en')} evaluations, ${result.findings.length - open.length} acknowledged`;
  const warnings = result.warnings.map(describeWarning);
  if (open.length === 0) return [`${pc.green('gate passed')}: ${counts}`, ...warnings].join('\n');
  const findings = open.length === 1 ? '1 finding' : `${open.length} findings`;
  const more = open.length > SHOWN ? [`  … and ${open.length - SHOWN} more in the evidence`] : [];
  return [
    `${pc.red('gate refused')}: ${findings}; ${counts}`,
    ...open.slice(0, SHOWN).map(describe),
    ...more,
    ...warnings,
  ].join('\n');
}

function describeWarning({ place, problem, remedy }: GateWarning): string {
  return [`  ${pc.yellow('warning')}  ${place} ${problem}`, `    ${pc.cyan('remedy')}  ${remedy}`].join('\n');
}

function describe(finding: Finding): string {
  const where = finding.source === undefined ? '' : ` (${finding.source})`;
  return [
    `  ${pc.bold(finding.path)} ${finding.resourceType}${where}`,
    `    ${pc.red(finding.rule)}  ${finding.problem}${finding.location === 'Properties' ? '' : ` at ${finding.location}`}`,
    ...(finding.remedy === undefined ? [] : [`    ${pc.cyan('remedy')}  ${finding.remedy}`]),
  ].join('\n');
}
