import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import type { Construct } from 'constructs';

const CDK_JSON = JSON.parse(readFileSync(path.join(__dirname, '../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};

/** An app with the feature flags of `cdk.json`, which change what constructs synthesize. */
export function testApp(context: Record<string, unknown> = {}): App {
  return new App({ context: { ...CDK_JSON.context, ...context } });
}

/** A stack with a concrete account, whose zones are given as the stacks of the blueprint give them. */
export class TestStack extends Stack {
  constructor(scope: Construct = testApp(), id = 'Test', region = 'eu-west-1') {
    super(scope, id, { env: { account: '111111111111', region } });
  }

  /** Typed, unlike that of `Stack`. */
  public override resolve(token: unknown): unknown {
    return super.resolve(token);
  }

  public override get availabilityZones(): string[] {
    return ['a', 'b', 'c'].map((zone) => `${this.region}${zone}`);
  }
}

/** A key for tests of other rooms than identity. */
export function testKey(scope: Construct, id = 'Key'): kms.Key {
  return new kms.Key(scope, id, { enableKeyRotation: true });
}

/** A finding of a pack, acknowledged or not. */
export interface PackFinding {
  readonly pack: string;
  readonly rule: string;
  readonly path: string;
  readonly acknowledged: boolean;
}

/** All that AwsSolutions and NIST80053R5 find, acknowledged or not. */
export function rawFindings(scope: Construct): PackFinding[] {
  return [new AwsSolutionsChecks(), new NIST80053R5Checks()].flatMap((pack) =>
    pack.validateScope(scope).violations.flatMap(({ ruleName, violatingResources }) =>
      (violatingResources ?? []).map((resource) => {
        const where = (resource as { constructPath?: string }).constructPath ?? '';
        return {
          pack: pack.name,
          rule: ruleName,
          path: where,
          acknowledged: isAcknowledged(scope, where, pack.name, ruleName),
        };
      }),
    ),
  );
}

/** What the packs refuse: rule ids with the construct paths, acknowledged ones left out. */
export function findings(scope: Construct): string[] {
  return rawFindings(scope)
    .filter(({ acknowledged }) => !acknowledged)
    .map(({ rule, path: where }) => `${rule} ${where}`);
}

function isAcknowledged(scope: Construct, where: string, pack: string, rule: string): boolean {
  const construct = scope.node.root.node.findAll().find(({ node }) => node.path === where);
  return (construct?.node.scopes ?? []).some(({ node }) =>
    node.metadata.some(
      ({ type, data }) =>
        type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY &&
        Object.keys(data as Record<string, unknown>).includes(`${pack}::${rule}`),
    ),
  );
}

/** The number of resources in the template. */
export function resourceCount(stack: Stack): number {
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, unknown> };
  return Object.keys(Resources).length;
}
