import type { ReleaseRequest } from '../../../constructs/release/core/release-request';
import type { EndpointState } from '../aws/endpoint';
import { versionLabel } from '../aws/packages';
import { durationText } from '../text/duration';
import type { Subject } from './subject';

/** A verb that starts a release. */
export type ReleaseVerb = 'promote' | 'rollback' | 'pin' | 'unpin';

/** What a verb asks of the release machine. */
export type VerbRequest = Omit<ReleaseRequest, 'model' | 'actor'>;

/**
 * The plan of a release, as rows.
 *
 * @param running ARN of the release in progress that is cancelled for it
 */
export function planOf(
  verb: ReleaseVerb,
  { model, state, endpoint }: Subject,
  request: VerbRequest,
  running: string | undefined,
): [string, string][] {
  const from = model.releasedArn === undefined ? 'nothing, this is the first release' : versionLabel(model.releasedArn);
  const to = versionLabel(request.packageArn ?? '');
  const rows: [string, string][] = [['version', from === to ? `stays ${to}` : `${from} → ${to}`]];
  rows.push(['reason', request.reason]);
  if (request.pin === true) rows.push(['pin', `stays on ${to} until the next promote or unpin`]);
  if (request.pin === false && state.pin !== undefined) {
    const { packageArn: pinned = '', actor = 'somebody', since = 'some time', reason = 'no reason given' } = state.pin;
    rows.push(['pin', `on ${versionLabel(pinned)} by ${actor} since ${since} (${reason}) is taken off`]);
  }
  if (from !== to) rows.push(...rolloutRows(endpoint));
  if (verb === 'promote' && model.riskClass === 'high') {
    rows.push(['approval', 'high risk: the release is refused unless two people other than the author approved']);
  }
  if (running !== undefined) rows.push(['cancels', `the release in progress, ${running}`]);
  return rows;
}

function rolloutRows(endpoint: EndpointState | undefined): [string, string][] {
  if (endpoint === undefined) return [['endpoint', 'is created; takes as long as its instances need to start']];
  const { rollout, rollbackAlarms, watchedMinutes, status } = endpoint;
  const alarms = rollbackAlarms.length === 0 ? 'none take it back' : `${rollbackAlarms.join(', ')} take it back`;
  return [
    ['endpoint', status],
    ['traffic', rollout ?? 'moves at once'],
    ['alarms', alarms],
    ['time', `about ${durationText(watchedMinutes * 60_000)} of watching, and the start of the instances`],
  ];
}
