import { App, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { acknowledgeWildcards } from '../../../constructs/acknowledge';

const WHY = { reason: 'keys are chosen by callers.', compensatingControl: 'read only.' };

/** Wildcard findings of a policy on a bucket of another stack, and what was acknowledged of them. */
function synthesize(references: 'weak' | 'strong', acknowledged: (bucket: s3.IBucket) => readonly string[]) {
  const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': references } });
  const bucket = new s3.Bucket(new Stack(app, 'Data'), 'Bucket');
  const policy = new iam.ManagedPolicy(new Stack(app, 'Serving'), 'Policy', {
    statements: [
      new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects('models/churn/*')] }),
    ],
  });
  acknowledgeWildcards(policy, acknowledged(bucket), WHY);
  app.synth();
  const found = new AwsSolutionsChecks()
    .validateScope(policy)
    .violations.map(({ ruleName }) => `AwsSolutions::${ruleName}`);
  const written = policy.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .map(({ data }) => data as Record<string, string>);
  return { found, written };
}

test.each(['weak', 'strong'] as const)('spells the resource as the rule does, over %s references', (references) => {
  const { found, written } = synthesize(references, (bucket) => [bucket.arnForObjects('models/churn/*')]);
  expect(found).toHaveLength(1);
  expect(written).toEqual([{ [String(found[0])]: `${WHY.reason} Compensating control: ${WHY.compensatingControl}` }]);
});

test('acknowledges nothing but the given resources', () => {
  const { found, written } = synthesize('weak', (bucket) => [bucket.arnForObjects('models/assistant/*')]);
  expect(written.flatMap((entry) => Object.keys(entry))).not.toContain(found[0]);
});
