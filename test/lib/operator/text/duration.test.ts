import { clockText, durationText } from '../../../../lib/operator/text/duration';

test.each([
  [0, '0 s', '00:00'],
  [59_400, '59 s', '00:59'],
  [720_000, '12 min', '12:00'],
  [723_000, '12 min 3 s', '12:03'],
  [7_200_000, '2 h', '2:00:00'],
  [11_100_000, '3 h 5 min', '3:05:00'],
])('%d ms are %s', (milliseconds, text, clock) => {
  expect(durationText(milliseconds)).toBe(text);
  expect(clockText(milliseconds)).toBe(clock);
});
