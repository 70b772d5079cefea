/** Why a release does not begin, and what to do about it. Lower case, no full stop. */
export interface Refusal {
  /** E.g. `NOT_APPROVED`. Stable. */
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;
}

/** A refusal, in one line. */
export function refusal(code: string, problem: string, remedy: string): Refusal {
  return { code, problem, remedy };
}
