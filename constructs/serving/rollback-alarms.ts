import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Lazy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { fail } from '../ground';
import { MAX_ROLLBACK_ALARMS } from '../model';

/**
 * The alarms that roll an endpoint back. They are added after the endpoint is created, because they watch its endpoint
 * configuration.
 */
export class RollbackAlarms {
  private readonly alarms: cloudwatch.IAlarm[] = [];

  /**
   * Lets SageMaker watch them: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html. No
   * part of the role's other permissions: the model waits for those, and the alarms for the model.
   */
  public readonly permissions: iam.ManagedPolicy;

  /**
   * @param endpoint at whose synthesis there must be an alarm
   * @param role with which SageMaker watches them
   */
  constructor(
    private readonly endpoint: Construct,
    role: iam.IRole,
  ) {
    this.permissions = new iam.ManagedPolicy(endpoint, 'WatchRollbackAlarms', {
      description: 'Lets SageMaker watch the alarms that roll a version back',
      roles: [role],
      statements: [
        new iam.PolicyStatement({
          actions: ['cloudwatch:DescribeAlarms'],
          resources: Lazy.list({ produce: () => this.alarms.map(({ alarmArn }) => alarmArn) }),
        }),
      ],
    });
    endpoint.node.addValidation({
      validate: () =>
        this.alarms.length > 0
          ? []
          : [
              'rollback alarms must be at least 1, got 0; without one a bad version stays: pass EndpointAlarms.rollback to addRollbackAlarms',
            ],
    });
  }

  /** The names of the alarms that were added so far. */
  public get names(): readonly string[] {
    return this.alarms.map(({ alarmName }) => alarmName);
  }

  /** @throws Error if there are more alarms than a deployment may have */
  public add(...alarms: readonly cloudwatch.IAlarm[]): void {
    this.alarms.push(...alarms);
    if (this.alarms.length > MAX_ROLLBACK_ALARMS) {
      fail(
        this.endpoint,
        `rollback alarms must be at most ${MAX_ROLLBACK_ALARMS}, got ${this.alarms.length}; keep those that decide`,
      );
    }
  }
}
