import { familyOf, hasLocalStorage, isGpu } from '../../../../constructs/model';

test.each([
  ['ml.g4dn.xlarge', true],
  ['ml.g5.2xlarge', true],
  ['ml.g6.12xlarge', true],
  ['ml.g6e.xlarge', true],
  ['ml.p4d.24xlarge', true],
  ['ml.p5en.48xlarge', true],
  ['ml.p6-b200.48xlarge', true],
  ['ml.m5d.xlarge', true],
  ['ml.c6id.large', true],
  ['ml.r7gd.large', true],
  ['ml.p3dn.24xlarge', true],
  ['ml.g5g.xlarge', false],
  ['ml.p3.2xlarge', false],
  ['ml.m5.xlarge', false],
  ['ml.m7i.xlarge', false],
  ['ml.c6in.large', false],
  ['ml.inf2.xlarge', false],
  ['ml.t2.medium', false],
])('%s has local storage: %s', (instanceType, expected) => {
  expect(hasLocalStorage(instanceType)).toBe(expected);
});

test('knows GPU instances and families', () => {
  expect(['ml.g6.xlarge', 'ml.p5.48xlarge'].every(isGpu)).toBe(true);
  expect(['ml.m5.xlarge', 'ml.inf2.xlarge', 'g5.xlarge'].some(isGpu)).toBe(false);
  expect(familyOf('ml.p6-b300.48xlarge')).toBe('p6-b300');
  expect(familyOf('g5.xlarge')).toBeUndefined();
});
