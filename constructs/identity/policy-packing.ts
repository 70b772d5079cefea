import { type ArnComponents, Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { POLICY_CHARACTERS } from './core';

/** Longest values of what is not known at synthesis: `us-isof-south-1`, `aws-us-gov`, and an account. */
const LONGEST_REGION = 15;
const LONGEST_PARTITION = 10;
const LONGEST_ACCOUNT = 12;

/** An ARN, and how long it can be once CloudFormation knows all of it. */
export interface MeasuredArn {
  readonly arn: string;
  readonly characters: number;
}

/**
 * An ARN of the scope's stack with its length. What is not known at synthesis counts as long as it can be.
 * @param longestName characters that the service admits in the name
 */
export function measuredArn(
  scope: IConstruct,
  components: ArnComponents & { readonly resourceName: string },
  longestName: number,
): MeasuredArn {
  const stack = Stack.of(scope);
  const longest = {
    ...components,
    partition: placeholder(stack.partition, LONGEST_PARTITION),
    region: placeholder(stack.region, LONGEST_REGION),
    account: placeholder(stack.account, LONGEST_ACCOUNT),
    resourceName: placeholder(components.resourceName, longestName),
  };
  return { arn: stack.formatArn(components), characters: stack.formatArn(longest).length };
}

function placeholder(value: string, longest: number): string {
  return Token.isUnresolved(value) ? 'x'.repeat(longest) : value;
}

/** Statements of a policy, and the ARNs that each item adds to them. */
export interface Packing<T> {
  /** The statements, with the resources of some items. */
  readonly statements: (some: readonly T[]) => iam.PolicyStatement[];
  /** All ARNs that an item puts into the statements. */
  readonly arnsOf: (item: T) => readonly MeasuredArn[];
}

/** Splits items, in their order, into as few parts as fit a managed policy each. */
export function packPolicies<T>(items: readonly T[], { statements, arnsOf }: Packing<T>): readonly (readonly T[])[] {
  // The statements of all items have every statement that the parts can have; their ARNs count below.
  const frame = statements(items).map((statement) => ({ ...json(statement), Resource: [] }));
  const room = POLICY_CHARACTERS - JSON.stringify({ Statement: frame, Version: '2012-10-17' }).length;
  const parts: T[][] = [];
  let left = 0;
  for (const item of items) {
    // Each ARN stands in quotation marks and has a comma behind it.
    const needed = arnsOf(item).reduce((sum, { characters }) => sum + characters + 3, 0);
    const part = parts.at(-1);
    if (part === undefined || needed > left) {
      parts.push([item]);
      left = room - needed;
    } else {
      part.push(item);
      left -= needed;
    }
  }
  return parts;
}

function json(statement: iam.PolicyStatement): Readonly<Record<string, unknown>> {
  return statement.toStatementJson() as Readonly<Record<string, unknown>>;
}
