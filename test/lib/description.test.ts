import { parseEnvironment, parseModel } from '../../lib/description';

test('takes nothing else for a description', () => {
  expect([undefined, '', 'null', '[]', '{"schemaVersion":2}', '{"schemaVersion":1}'].map(parseEnvironment)).toEqual(
    Array.from({ length: 6 }, () => undefined),
  );
  expect(parseModel('{"schemaVersion":1,"model":"churn"}')).toBeUndefined();
});
