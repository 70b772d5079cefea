import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
import { type CloudAssembly, VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';
import type { Finding } from '../evaluation';

/** Collects findings as the report that CDK and its command line read. */
export class ReportBuilder {
  private readonly violations: PolicyViolation[] = [];

  /** @param severity `fatal` for what nobody may acknowledge. */
  public add(finding: Finding, severity: 'error' | 'fatal' = 'error'): void {
    this.violations.push({
      ruleName: finding.rule,
      description: described(finding),
      fix: finding.remedy,
      severity,
      violatingResources: [{ constructPath: finding.path, locations: [finding.location] }],
    });
  }

  /**
   * Adds what belongs to no stack, which nobody may acknowledge. The command line tells it whichever stacks it is asked for:
   * a construct without a path fits them all, where none at all would not be printed.
   */
  public addForAll(finding: Finding): void {
    this.violations.push({
      ruleName: finding.rule,
      description: described(finding),
      fix: finding.remedy,
      severity: 'fatal',
      violatingResources: [{ locations: [] }],
    });
  }

  /**
   * The report. Acknowledged findings are in it: CDK moves them to `suppressedViolations` by itself, where they stay
   * visible with their reason.
   */
  public build(): PolicyValidationPluginReport {
    return { success: this.violations.length === 0, violations: this.violations };
  }
}

/** Adds what belongs to no stack to the report of an assembly that CDK has written, so that a deployment tells it. */
export function amendReport(assembly: CloudAssembly, pluginName: string, findings: readonly Finding[]): void {
  const file = path.join(assembly.directory, VALIDATION_REPORT_FILE);
  const written = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { pluginReports: unknown[] })
    : undefined;
  const violations = findings.map((finding) => ({
    ruleName: finding.rule,
    description: described(finding),
    suggestedFix: finding.remedy,
    severity: 'fatal',
    violatingConstructs: [{ constructPath: '' }],
  }));
  const pluginReports = [...(written?.pluginReports ?? []), { pluginName, conclusion: 'failure', violations }];
  const report = { version: assembly.version, title: 'Validation Report', ...written, pluginReports };
  writeFileSync(file, JSON.stringify(report, undefined, 2));
}

/** The command line prints no locations, so a finding says where it is. */
function described({ problem, location }: Finding): string {
  return location === 'Properties' || problem.includes(location) ? problem : `${problem} at ${location}`;
}
