import type { PlaceOptions } from '../aws/session';

/** Options of all verbs, as commander gives them: a verb reads those that it declares. */
export interface VerbOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly at?: string;
  readonly tz?: string;
  readonly since?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly to?: string;
  /** False with --no-watch. */
  readonly watch?: boolean;
  readonly image?: string;
  readonly weights?: string;
  readonly dataUri?: string;
  readonly dataHash?: string;
  readonly dataFile?: string;
  readonly metrics?: string;
  readonly hyperparameters?: string;
  readonly commit?: string;
  readonly author?: string;
  readonly description?: string;
}
