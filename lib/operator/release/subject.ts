import { ENDPOINT_PERMISSIONS, endpointState, type EndpointState } from '../aws/endpoint';
import { MODEL_PERMISSIONS, modelNamed, type DeployedModel } from '../aws/models';
import { RELEASE_STATE_PERMISSIONS, releaseState, type ReleaseState } from '../aws/release';
import type { Session, SessionFor } from '../aws/session';
import { EXIT, OperatorError } from '../errors';
import type { Permissions } from '../permissions';

/** What looking at a model before it is released asks for. */
export const SUBJECT_PERMISSIONS = [
  ...MODEL_PERMISSIONS,
  ...RELEASE_STATE_PERMISSIONS,
  ...ENDPOINT_PERMISSIONS,
] as const satisfies Permissions;

/** What a release is planned from. */
export interface Subject {
  readonly model: DeployedModel;
  readonly state: ReleaseState;
  /** @default - nothing was released yet */
  readonly endpoint?: EndpointState;
}

/** @throws OperatorError when the environment has no such model */
export async function subjectOf(session: SessionFor<typeof SUBJECT_PERMISSIONS>, name: string): Promise<Subject> {
  const model = await modelNamed(session, name);
  const [state, endpoint] = await Promise.all([releaseState(session, name), endpointState(session, name)]);
  return { model, state, endpoint };
}

/** What to say when there is nothing to go back from, or to keep. */
export function neverReleased({ description }: Session, name: string): OperatorError {
  return new OperatorError(
    `no version of ${name} was ever released in ${description.environment}`,
    `release one: blueprint promote ${name} --env ${description.environment}`,
    EXIT.refused,
  );
}
