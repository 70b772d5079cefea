import type * as sns from 'aws-cdk-lib/aws-sns';
import type { AlarmSeverity } from './severity';

/**
 * The topics that alarms notify, and the address of the runbooks. `AlertTopics` implements it; two topics of your own do
 * too.
 */
export interface AlertRoutes extends Readonly<Record<AlarmSeverity, sns.ITopic>> {
  /**
   * Address of the published runbooks, https, without a trailing slash: a section is at `<base>/<room>#<anchor>`.
   * @default - the command that prints the section: `blueprint runbook <room>/<anchor>`
   */
  readonly runbookBaseUrl?: string;
}

/** The address of a runbook section, or the command that prints it, for the description of an alarm. */
export function runbookAddress({ runbookBaseUrl }: Pick<AlertRoutes, 'runbookBaseUrl'>, room: string, anchor: string) {
  return runbookBaseUrl === undefined ? `blueprint runbook ${room}/${anchor}` : `${runbookBaseUrl}/${room}#${anchor}`;
}
