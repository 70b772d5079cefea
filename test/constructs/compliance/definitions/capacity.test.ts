import { capacityCheck } from '../../../../constructs/compliance/definitions/capacity';
import { contextOf, view } from '../views';

const check = (type: string, properties: Readonly<Record<string, unknown>>) =>
  capacityCheck.check(view(type, properties), contextOf());
const target = (MinCapacity: unknown, MaxCapacity: unknown) =>
  check('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity, MaxCapacity });
const variant = (ManagedInstanceScaling: unknown, InitialInstanceCount?: unknown) =>
  check('AWS::SageMaker::EndpointConfig', { ProductionVariants: [{ ManagedInstanceScaling, InitialInstanceCount }] });

describe('DEF-CAPACITY', () => {
  test('passes bounds in order, also equal ones and zero', () => {
    expect(target(0, 4)).toEqual([]);
    expect(target('2', '2')).toEqual([]);
    expect(variant({ MinInstanceCount: 0, MaxInstanceCount: 2 }, 1)).toEqual([]);
    expect(check('AWS::SageMaker::InferenceComponent', { RuntimeConfig: { CopyCount: 0 } })).toEqual([]);
  });

  test('fails a scalable target with the smallest capacity above the largest', () => {
    expect(target(4, 2)).toEqual([
      { problem: 'scalable target has MinCapacity 4 above MaxCapacity 2', location: 'Properties.MaxCapacity' },
    ]);
  });

  test('fails a capacity below zero', () => {
    expect(target(-1, 2)).toEqual([
      { problem: 'scalable target has MinCapacity -1, which is below zero', location: 'Properties.MinCapacity' },
    ]);
    expect(check('AWS::SageMaker::InferenceComponent', { RuntimeConfig: { CopyCount: -1 } })).toEqual([
      { problem: 'inference component has a negative CopyCount', location: 'Properties.RuntimeConfig.CopyCount' },
    ]);
  });

  test('fails a variant that starts with, or keeps, more than it may have', () => {
    const location = 'Properties.ProductionVariants.0.ManagedInstanceScaling.MaxInstanceCount';
    expect(variant({ MinInstanceCount: 3, MaxInstanceCount: 2 }, 5)).toEqual([
      { problem: 'variant has MinInstanceCount 3 above MaxInstanceCount 2', location },
      { problem: 'variant has InitialInstanceCount 5 above MaxInstanceCount 2', location },
    ]);
  });

  test('fails a group', () => {
    expect(check('AWS::AutoScaling::AutoScalingGroup', { MinSize: '3', MaxSize: '1' })).toEqual([
      { problem: 'group has MinSize 3 above MaxSize 1', location: 'Properties.MaxSize' },
    ]);
  });

  test('leaves what only the deployment knows, and takes the branches of a condition apart', () => {
    expect(target({ Ref: 'Min' }, 2)).toEqual([]);
    expect(target({ 'Fn::If': ['Small', 1, 8] }, { 'Fn::If': ['Small', 2, 9] })).toEqual([]);
  });

  test('abstains from variants that manage no instances', () => {
    expect(variant(undefined, 2)).toBe('not-applicable');
    expect(check('AWS::SageMaker::InferenceComponent', {})).toBe('not-applicable');
  });
});
