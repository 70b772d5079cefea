import { versionLabel } from '../aws/packages';
import { ReleaseWatch, type ReleaseProgress, type ReleaseStep, type WATCH_PERMISSIONS } from '../aws/release';
import type { Session, SessionFor } from '../aws/session';
import { coloursOf, printJson } from '../console';
import { EXIT, type ExitCode } from '../errors';
import { clockText, durationText } from '../text/duration';
import { stepText } from '../text/steps';

const PAUSE_MILLISECONDS = 5000;

/** What is told of a release besides its progress. */
export interface StartedRelease {
  readonly model: string;
  readonly environment: string;
  readonly verb: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason: string;
  readonly pinned?: boolean;
  readonly executionArn: string;
}

/** Shows the steps of a release until it has ended. Ctrl-C stops the watching, never the release. */
export async function watchRelease(
  session: SessionFor<typeof WATCH_PERMISSIONS>,
  release: StartedRelease,
  json: boolean,
): Promise<ExitCode> {
  const watch = new ReleaseWatch(session, release.executionArn);
  const steps: ReleaseStep[] = [];
  return session.host.interruptible(async (pause) => {
    for (;;) {
      const progress = await watch.ask();
      for (const step of progress.steps) show(session, step, progress);
      steps.push(...progress.steps);
      if (progress.status !== 'RUNNING') return ended(session, release, progress, steps, json);
      if (await pause(PAUSE_MILLISECONDS)) return left(session, release, steps, json);
    }
  });
}

function show({ host }: Session, step: ReleaseStep, { startedAt }: ReleaseProgress): void {
  const text = stepText(step.name);
  if (text === undefined) return;
  const { dim } = coloursOf(host);
  host.err(`  ${dim(clockText(Date.parse(step.at) - startedAt.getTime()))}  ${text}`);
}

function left({ host }: Session, release: StartedRelease, steps: readonly ReleaseStep[], json: boolean): ExitCode {
  if (json) printJson(host, { ok: false, status: 'RUNNING', ...release, steps });
  host.err('no longer watching: the release goes on');
  host.err(`look again: blueprint list ${release.model} --env ${release.environment}`);
  return EXIT.running;
}

function ended(
  { host }: Session,
  release: StartedRelease,
  progress: ReleaseProgress,
  steps: readonly ReleaseStep[],
  json: boolean,
): ExitCode {
  const { green, red } = coloursOf(host);
  const { status, startedAt, stoppedAt, cause } = progress;
  const milliseconds = (stoppedAt ?? host.now()).getTime() - startedAt.getTime();
  const ok = status === 'SUCCEEDED';
  const version = versionLabel(release.to ?? '');
  if (json) printJson(host, { ok, status, ...release, seconds: Math.round(milliseconds / 1000), steps, cause });
  else if (ok) host.out(`${green('done')}: ${release.model} serves ${version} after ${durationText(milliseconds)}`);
  if (ok) return EXIT.ok;
  host.err(`${red('failed')}: ${release.verb} of ${release.model} to ${version} ended as ${status}`);
  for (const line of (cause ?? 'the release machine gave no cause').split('\n')) host.err(`  ${line}`);
  host.err(`next: see what serves with: blueprint which ${release.model} --env ${release.environment}`);
  return EXIT.refused;
}
