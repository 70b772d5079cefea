import type { Cause, Fact, FactContent, Instant, Pin, RefusedRelease, ReleaseStep } from './types';

/** What the release machine may send to the recorder's queue, as the body of a message. */
export interface RecordRequest {
  readonly ledgerFact: {
    readonly model: string;
    /** The same for the same step of the same release, e.g. `<execution name>/applied`. */
    readonly factId: string;
    readonly cause: Extract<Cause, 'release' | 'rollback' | 'automatic-rollback' | 'pin' | 'unpin'>;
    /** ARN of who asked for it. */
    readonly actor?: string;
    /** When the step happened. Milliseconds may be left out, or be more. */
    readonly at: Instant;
    readonly intendedAt?: Instant;
    readonly appliedAt?: Instant;
    readonly reason?: string;
    /** Exactly one of the three. */
    readonly release?: ReleaseStep;
    readonly refusal?: RefusedRelease;
    readonly pin?: Pin;
  };
}

const CAUSES: ReadonlySet<unknown> = new Set(['release', 'rollback', 'automatic-rollback', 'pin', 'unpin']);
const STAGES: ReadonlySet<unknown> = new Set(['intended', 'applied', 'completed', 'failed']);

/** Whether a message asks for a record, whatever it asks. */
export function isRecordRequest(body: unknown): body is { readonly ledgerFact: unknown } {
  return isObject(body) && 'ledgerFact' in body;
}

/**
 * The fact that a request asks to record. Only records of releases, their refusals and pins can be requested: only the
 * endpoint can say what the endpoint did.
 *
 * @throws Error naming everything that is wrong
 */
export function requestedFact(body: { readonly ledgerFact: unknown }, messageId: string): Fact {
  const asked = body.ledgerFact;
  if (!isObject(asked)) throw new Error('ledgerFact must be an object');
  const { model, factId, cause, actor, reason } = asked;
  const content = contentOf(asked);
  const problems = [
    ...(isText(model) ? [] : ['model must be the name of a model']),
    ...(isText(factId) ? [] : ['factId must identify the fact']),
    ...(CAUSES.has(cause) ? [] : [`cause must be one of ${[...CAUSES].join(', ')}`]),
    ...(isInstant(asked['at']) ? [] : ['at must be an instant']),
    ...(content === undefined ? ['one of release, refusal and pin must be given, complete'] : []),
  ];
  if (content === undefined || problems.length > 0) throw new Error(`ledgerFact is refused: ${problems.join('; ')}`);
  const common = {
    model: String(model),
    factId: `request/${String(factId)}`,
    cause: cause as Cause,
    actor: isText(actor) ? actor : undefined,
    at: instant(asked['at']),
    intendedAt: optionalInstant(asked['intendedAt']),
    appliedAt: optionalInstant(asked['appliedAt']),
    reason: isText(reason) ? reason : undefined,
    source: { service: 'release', type: 'request', id: messageId },
  };
  return { ...common, ...content };
}

function contentOf({ release, refusal, pin }: Readonly<Record<string, unknown>>): FactContent | undefined {
  const given: FactContent[] = [
    ...(isReleaseStep(release) ? [{ kind: 'release' as const, release }] : []),
    ...(isRefusal(refusal) ? [{ kind: 'refusal' as const, refusal }] : []),
    ...(isPin(pin) ? [{ kind: 'pin' as const, pin }] : []),
  ];
  return given.length === 1 ? given[0] : undefined;
}

function isRefusal(value: unknown): value is RefusedRelease {
  if (!isObject(value) || !isText(value['releaseId'])) return false;
  const { refusals } = value;
  return (
    Array.isArray(refusals) &&
    refusals.length > 0 &&
    refusals.every(
      (one: unknown) => isObject(one) && isText(one['code']) && isText(one['problem']) && isText(one['remedy']),
    )
  );
}

function isReleaseStep(value: unknown): value is ReleaseStep {
  return (
    isObject(value) && isText(value['releaseId']) && STAGES.has(value['stage']) && isText(value['modelPackageArn'])
  );
}

function isPin(value: unknown): value is Pin {
  return isObject(value) && typeof value['pinned'] === 'boolean';
}

function isInstant(value: unknown): boolean {
  return isText(value) && /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(Date.parse(value));
}

function instant(value: unknown): Instant {
  return new Date(String(value)).toISOString();
}

function optionalInstant(value: unknown): Instant | undefined {
  return isInstant(value) ? instant(value) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
