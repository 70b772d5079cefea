import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { EndpointProps } from './endpoint-props';

/** Properties of an {@link AsyncEndpoint}. */
export interface AsyncEndpointProps extends EndpointProps {
  /** Fewest instances; 0 lets the endpoint go to zero when the queue is empty. */
  readonly minInstances: number;
  /** Waiting requests for each instance that scaling aims at, above 0. */
  readonly targetBacklogPerInstance: number;
  /** Requests that the container of one instance gets at a time, 1 to 1,000. */
  readonly maxConcurrentInvocationsPerInstance: number;
  /** Where callers put requests, and where answers and failures go. */
  readonly dataBucket: s3.IBucket;
  /** Encrypts the answers. */
  readonly dataEncryptionKey: kms.IKey;
  /** Prefix of the requests in {@link dataBucket}, ending in a slash, e.g. `async/churn/requests/`. */
  readonly requestPrefix: string;
  /** Prefix of the answers in {@link dataBucket}, ending in a slash, e.g. `async/churn/answers/`. */
  readonly answerPrefix: string;
  /** Prefix of the failures in {@link dataBucket}, ending in a slash, e.g. `async/churn/failures/`. */
  readonly failurePrefix: string;
  /** Hears of every answer. */
  readonly successTopic: sns.ITopic;
  /** Hears of every failure. */
  readonly errorTopic: sns.ITopic;
  /** Encrypts both topics; its policy must admit the endpoint's account. @default - the topics are not encrypted by KMS */
  readonly topicEncryptionKey?: kms.IKey;
}
