import { formatInstant, parseInstant } from '../../../../constructs/ledger/core';

const instants = (text: string, zone?: string) => {
  const parsed = parseInstant(text, zone);
  return parsed.ok ? parsed.instants : parsed.problem;
};

describe('A time of day', () => {
  test('is read in its zone, half hours and quarters included', () => {
    expect(instants('2026-11-17 15:47', 'Asia/Kolkata')).toEqual(['2026-11-17T10:17:00.000Z']);
    expect(instants('2026-11-17 15:47', 'Asia/Kathmandu')).toEqual(['2026-11-17T10:02:00.000Z']);
    expect(instants('2026-11-17T15:47:30.5', 'Europe/Berlin')).toEqual(['2026-11-17T14:47:30.500Z']);
    expect(instants('2026-07-01 00:00', 'America/New_York')).toEqual(['2026-07-01T04:00:00.000Z']);
    expect(instants('2026-11-17', 'UTC')).toEqual(['2026-11-17T00:00:00.000Z']);
  });

  test('needs no zone when it has an offset', () => {
    expect(instants('2026-11-17T15:47:00Z')).toEqual(['2026-11-17T15:47:00.000Z']);
    expect(instants('2026-11-17 15:47 +05:30', 'Europe/Berlin')).toEqual(['2026-11-17T10:17:00.000Z']);
    expect(instants('2026-11-17 15:47 -0330')).toEqual(['2026-11-17T19:17:00.000Z']);
  });

  test('gives both instants of an hour that the clocks show twice', () => {
    expect(instants('2026-10-25 02:30', 'Europe/Berlin')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
    expect(instants('2026-11-01 01:30', 'America/New_York')).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-01T06:30:00.000Z',
    ]);
    // Half an hour, on Lord Howe Island.
    expect(instants('2026-04-05 01:45', 'Australia/Lord_Howe')).toEqual([
      '2026-04-04T14:45:00.000Z',
      '2026-04-04T15:15:00.000Z',
    ]);
  });

  test('is exact at the edges of what is left out and shown twice', () => {
    expect(instants('2026-03-29 01:59:59', 'Europe/Berlin')).toEqual(['2026-03-29T00:59:59.000Z']);
    expect(instants('2026-03-29 03:00', 'Europe/Berlin')).toEqual(['2026-03-29T01:00:00.000Z']);
    expect(instants('2026-10-25 03:00', 'Europe/Berlin')).toEqual(['2026-10-25T02:00:00.000Z']);
  });

  test.each([
    ['2026-03-29 02:30', 'Europe/Berlin', 'time does not exist in Europe/Berlin'],
    // Samoa had no 30 December 2011.
    ['2011-12-30 12:00', 'Pacific/Apia', 'time does not exist in Pacific/Apia'],
    ['2026-02-30 12:00', 'UTC', 'time must exist in the calendar'],
    ['2026-11-17 24:30', 'UTC', 'time must exist in the calendar'],
    ['yesterday', 'UTC', 'time must be like 2026-11-17 15:47'],
    ['2026-11-17 15:47', undefined, 'time needs a zone'],
    ['2026-11-17 15:47', 'Mars/Olympus', 'zone must be a name of the IANA database'],
    ['2026-11-17 15:47', '+05:30', 'zone must be a name of the IANA database'],
  ])('fails for %s in %s', (text, zone, problem) => {
    expect(instants(text, zone)).toContain(problem);
  });

  test('comes back as it was given, in every zone and across its changes', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'Africa/Casablanca',
    ]) {
      for (let hour = 0; hour < 24 * 365; hour += 7) {
        const instant = new Date(Date.UTC(2026, 0, 1, hour, 20)).toISOString();
        expect(instants(formatInstant(instant, zone).slice(0, 23), zone)).toContain(instant);
      }
    }
  });

  test('is shown with its offset', () => {
    expect(formatInstant('2026-11-17T10:17:00.000Z', 'Asia/Kolkata')).toBe('2026-11-17 15:47:00.000 GMT+5:30');
    expect(formatInstant('2026-07-17T10:17:00.000Z', 'America/St_Johns')).toBe('2026-07-17 07:47:00.000 GMT-2:30');
    expect(formatInstant('2026-11-17T10:17:00.000Z', 'UTC')).toBe('2026-11-17 10:17:00.000 GMT');
  });
});
