import { STEP_TEXTS, stepText } from '../../../../lib/operator/text/steps';
import { DEFINITION } from '../../../constructs/release/world';

test('every step that is shown is one of the release machine', () => {
  const definition = JSON.stringify(DEFINITION);
  const missing = Object.keys(STEP_TEXTS).filter((name) => !definition.includes(`"${name}":{`));
  expect(missing).toEqual([]);
});

test('turnings in between are not shown', () => {
  expect(stepText('JudgeStack')).toBeUndefined();
});
