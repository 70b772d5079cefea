import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Denies everybody what does not come over TLS, for the resource policy of a table: DynamoDB answers over HTTP too.
 * CDK has `enforceSSL` for buckets, queues and topics, and nothing for tables.
 * @param tableArn `*` where the table has no name before it exists: the policy speaks of its own table only
 */
export function denyPlaintext(tableArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'NobodyWithoutTls',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['dynamodb:*'],
    resources: [tableArn],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  });
}
