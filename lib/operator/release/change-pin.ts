import { versionLabel } from '../aws/packages';
import type { SessionFor } from '../aws/session';
import { printJson, type Host } from '../console';
import { EXIT, type ExitCode } from '../errors';
import { required } from '../prompts';
import { carryOut, type RELEASE_PERMISSIONS, type ReleaseOptions } from './carry-out';
import { neverReleased, subjectOf } from './subject';

/** Pins a model to the version that serves, or takes the pin off, by a release of that version. */
export async function changePin(
  verb: 'pin' | 'unpin',
  name: string,
  options: ReleaseOptions,
  host: Host,
  open: (options: ReleaseOptions) => Promise<SessionFor<typeof RELEASE_PERMISSIONS>>,
): Promise<ExitCode> {
  const reason = await required(options.reason, '--reason', verb === 'pin' ? 'Why is it pinned?' : 'Why again?', host);
  const session = await open(options);
  const subject = await subjectOf(session, name);
  const { model, state } = subject;
  if (model.releasedArn === undefined) throw neverReleased(session, name);
  if ((state.pin !== undefined) === (verb === 'pin')) {
    const pinned =
      verb === 'pin' ? `is pinned to ${versionLabel(state.pin?.packageArn ?? '')} already` : 'is not pinned';
    if (options.json === true) printJson(host, { ok: true, model: name, changed: false, pinned: verb === 'pin' });
    else host.out(`${name} ${pinned}`);
    return EXIT.ok;
  }
  const request = { packageArn: model.releasedArn, cause: 'release', reason, pin: verb === 'pin' } as const;
  return carryOut(session, verb, subject, request, options);
}
