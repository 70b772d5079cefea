import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Denies requests without TLS to everybody, for the resource policy of a table: DynamoDB also answers over HTTP.
 * CDK has `enforceSSL` for buckets, queues and topics, but not for tables.
 * @param tableArn `*` if the name of the table is not known: the policy applies only to its own table
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
