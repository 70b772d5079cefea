import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type MeasuredArn, measuredArn, packPolicies, POLICY_CHARACTERS } from '../../../constructs/identity';
import { testApp, TestStack } from '../support';

const TOPIC = { service: 'sns', resource: 'example', resourceName: 'churn' };

function statements(some: readonly MeasuredArn[]): iam.PolicyStatement[] {
  return [new iam.PolicyStatement({ sid: 'Publish', actions: ['sns:Publish'], resources: some.map(({ arn }) => arn) })];
}

function charactersOf(some: readonly MeasuredArn[]): number {
  return JSON.stringify(new iam.PolicyDocument({ statements: statements(some) }).toJSON()).length;
}

const pack = (items: readonly MeasuredArn[]) => packPolicies(items, { statements, arnsOf: (item) => [item] });

describe('the length of an ARN', () => {
  test('is its own where Region and account are known', () => {
    const arn = 'arn:aws:sns:eu-west-1:111111111111:example/churn';
    expect(measuredArn(new TestStack(), TOPIC, 63)).toEqual({ arn, characters: arn.length });
  });

  test('is the longest that can come of what is not known', () => {
    const anywhere = new Stack(testApp(), 'Anywhere');
    const longest = `arn:aws-us-gov:sns:us-isof-south-1:111111111111:example/${'x'.repeat(63)}`;
    const named = { ...TOPIC, resourceName: Aws.STACK_NAME };
    expect(measuredArn(anywhere, named, 63).characters).toBe(longest.length);
  });
});

describe('items', () => {
  const items = Array.from({ length: 300 }, (_, index) =>
    measuredArn(new TestStack(), { ...TOPIC, resourceName: `model-${index}` }, 63),
  );

  test('are all packed, in their order, and each once', () => {
    expect(pack(items).flat()).toEqual(items);
    expect(pack([])).toEqual([]);
  });

  test('fill each policy as far as it goes', () => {
    const parts = pack(items);
    expect(parts).toHaveLength(3);
    parts.forEach((part, index) => {
      expect(charactersOf(part)).toBeLessThanOrEqual(POLICY_CHARACTERS);
      const next = parts[index + 1]?.[0];
      if (next !== undefined) expect(charactersOf([...part, next])).toBeGreaterThan(POLICY_CHARACTERS - 2);
    });
  });

  test('count as long as their ARNs can be', () => {
    const unknown = items.map(({ arn }) => ({ arn, characters: 1000 }));
    expect(pack(unknown).map((part) => part.length)).toEqual(Array.from({ length: 50 }, () => 6));
  });
});
