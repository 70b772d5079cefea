import * as fc from 'fast-check';
import { executionName } from '../../../../constructs/release/core';

const ARN = 'arn:aws:sagemaker:eu-west-1:333333333333:model-package/excorp-prod--churn/14';

test('names an execution by model, version, cause and time of the request', () => {
  const request = { model: 'churn', packageArn: ARN, cause: 'release' } as const;
  expect(executionName(request, '2026-11-17T10:02:11.000Z')).toBe('churn-14-release-20261117T100211Z');
  expect(executionName({ model: 'churn', cause: 'rollback' }, '2026-11-17T10:02:11Z')).toBe(
    'churn-last-good-rollback-20261117T100211Z',
  );
});

test('every name is one that Step Functions accepts, and differs by version, cause and time', () => {
  const model = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/);
  const version = fc.integer({ min: 1, max: 99_999 });
  const cause = fc.constantFrom('release' as const, 'rollback' as const);
  const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.tuple(model, version, cause, time), fc.tuple(version, cause, time), ([one, ...a], b) => {
      const name = ([version_, cause_, at]: typeof b) =>
        executionName(
          { model: one, packageArn: ARN.replace(/14$/, String(version_)), cause: cause_ },
          `${at.toISOString().slice(0, 19)}Z`,
        );
      expect(name(a)).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
      const same =
        a[0] === b[0] && a[1] === b[1] && a[2].toISOString().slice(0, 19) === b[2].toISOString().slice(0, 19);
      expect(name(a) === name(b)).toBe(same);
    }),
  );
});
