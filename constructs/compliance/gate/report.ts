import type { PolicyValidationPluginReport, PolicyViolation } from 'aws-cdk-lib';
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
   * The report. Acknowledged findings are in it: CDK moves them to `suppressedViolations` by itself, where they stay
   * visible with their reason.
   */
  public build(): PolicyValidationPluginReport {
    return { success: this.violations.length === 0, violations: this.violations };
  }
}

/** The command line prints no locations, so a finding says where it is. */
function described({ problem, location }: Finding): string {
  return location === 'Properties' || problem.includes(location) ? problem : `${problem} at ${location}`;
}
