import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { fail } from '../ground';
import { MAX_ROLLBACK_ALARMS } from '../model';

/**
 * The alarms that roll an endpoint back. They are added after the endpoint is created, because they watch its endpoint
 * configuration.
 */
export class RollbackAlarms {
  private readonly alarms: cloudwatch.IAlarm[] = [];

  /** @param endpoint at whose synthesis there must be an alarm */
  constructor(private readonly endpoint: Construct) {
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
