import { servedProblems, type ServedCheckInput, type ServedReading } from '../../../../constructs/release/core';
import { AGREEING, GROUP, version } from '../serving-stack';

function problems(endpoint: Partial<ServedReading>, cause: ServedCheckInput['request']['cause'] = 'release') {
  return servedProblems({ request: { model: 'churn', cause }, group: GROUP, endpoint: { ...AGREEING, ...endpoint } });
}
const codes = (...given: Parameters<typeof problems>) => problems(...given).map(({ code }) => code);

test('accepts an endpoint whose version is known, whatever the stack says: it can be repaired', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ stackPackageArn: version(14) })).toEqual([]);
  expect(problems({ stackPackageArn: undefined })).toEqual([]);
});

test('accepts no endpoint before the first release', () => {
  const none = { exists: false, status: undefined, configuration: undefined, packageArn: 'none' };
  expect(problems({ ...none, stackPackageArn: 'none' })).toEqual([]);
  expect(problems({ ...none, stackPackageArn: undefined })).toEqual([]);
});

test('fails for an endpoint that is gone or foreign, also for a rollback', () => {
  for (const cause of ['release', 'rollback'] as const) {
    expect(codes({ exists: false, packageArn: 'none' }, cause)).toEqual(['ENDPOINT_MISSING']);
    expect(codes({ stackPackageArn: 'none' }, cause)).toEqual(['ENDPOINT_FOREIGN']);
  }
});

test('fails for what cannot be gone back to, and names all at once', () => {
  expect(codes({ packageArn: undefined, status: 'OutOfService' })).toEqual(['SERVED_UNKNOWN', 'ENDPOINT_BROKEN']);
  expect(problems({ packageArn: version(13).replace('churn', 'fraud') })).toEqual([
    {
      code: 'SERVED_UNKNOWN',
      problem: `a release must know what serves before it, and the model of config-13 is of ${version(13).replace('churn', 'fraud')}`,
      remedy: 'bring back a version by blueprint rollback',
    },
  ]);
  expect(codes({ status: 'Updating' })).toEqual(['ENDPOINT_BUSY']);
  expect(codes({ status: 'UpdateRollbackFailed' })).toEqual(['ENDPOINT_BROKEN']);
});

test('a rollback goes on where a release does not', () => {
  expect(problems({ packageArn: undefined, status: 'Failed' }, 'rollback')).toEqual([]);
});
