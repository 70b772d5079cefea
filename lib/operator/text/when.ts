import { parseInstant } from '../../../constructs/ledger/core/instants';
import type { Instant } from '../../../constructs/ledger/core/types';
import type { Host } from '../console';
import { OperatorError } from '../errors';

/** A time as the caller wrote it, read. */
export interface When {
  /** One, or the two that a clock which was put back shows twice, the earlier first. */
  readonly instants: readonly [Instant, ...Instant[]];
  readonly zone: string;
  /** Whether the zone is that of the machine, because neither the time nor --tz names one. */
  readonly zoneAssumed: boolean;
}

/**
 * Reads a time of an option.
 *
 * @throws OperatorError for what is no time, and for a local time that the clocks went over
 */
export function readWhen(flag: string, text: string, zone: string | undefined, host: Host): When {
  const parsed = parseInstant(text, zone ?? host.timeZone);
  if (!parsed.ok) {
    throw new OperatorError(
      `${flag}: ${parsed.problem}`,
      `e.g. ${flag} "2026-11-17 15:47" --tz Asia/Kolkata, or ${flag} 2026-11-17T10:17:00Z`,
    );
  }
  const [first, ...others] = parsed.instants;
  if (first === undefined) throw new Error('a time that was read has an instant');
  // What the text says itself (an offset or Z) comes back as the zone.
  const zoneAssumed =
    zone === undefined && parsed.zone === host.timeZone && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text.trim());
  return { instants: [first, ...others], zone: parsed.zone, zoneAssumed };
}

/** @throws OperatorError for what Intl does not know as a zone, offsets among it */
export function requireZone(zone: string | undefined): void {
  if (zone === undefined || parseInstant('2026-01-01', zone).ok) return;
  throw new OperatorError(
    `--tz must be a name of the IANA database like Asia/Kolkata, got '${zone}'`,
    'name another, or write the offset into the time, e.g. 2026-11-17T15:47+05:30',
  );
}
