import type * as sns from 'aws-cdk-lib/aws-sns';
import type { AlarmSeverity } from './severity';

/** Where alarms go, and where whoever hears them reads what to do. `AlertTopics` is one; so are two topics of your own. */
export interface AlertRoutes extends Readonly<Record<AlarmSeverity, sns.ITopic>> {
  /**
   * Address under which the runbooks are served, https, without a slash at its end: a section is at `<base>/<room>#<anchor>`.
   * @default - the command that prints the section: `blueprint runbook <room>/<anchor>`
   */
  readonly runbookBaseUrl?: string;
}

/** What an alarm tells its reader to open: the section of a room's runbook. */
export function runbookAddress({ runbookBaseUrl }: Pick<AlertRoutes, 'runbookBaseUrl'>, room: string, anchor: string) {
  return runbookBaseUrl === undefined ? `blueprint runbook ${room}/${anchor}` : `${runbookBaseUrl}/${room}#${anchor}`;
}
