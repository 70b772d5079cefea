import type { z } from 'zod';
import { CHURN } from '../churn';
import type { Harness } from '../harness';
import type { Operator } from '../operator';
import type { Serving } from './serving';
import type { ALARMS } from './shapes';
import type { Version } from './versions';

/** A judge tells when the answers were given: so much of the alarm's three minutes is over when the verdict comes. */
export const JUDGED_AFTER_SECONDS = 120;

/** What a judge says of the answers of `churn`. */
export class Verdicts {
  constructor(
    private readonly harness: Harness,
    private readonly judge: Operator,
    private readonly serving: Serving,
  ) {}

  /** Publishes the mean of a batch of answers of a version that were judged, as the alarm of the template looks at it. */
  public async publish({ arn }: Version, Value: number): Promise<z.infer<typeof ALARMS>['MetricAlarms'][0]> {
    const Dimensions = [
      { Name: 'EndpointName', Value: this.harness.subject.environment.names.endpoint(CHURN) },
      { Name: 'ModelPackageArn', Value: arn },
    ];
    const alarm = await this.serving.qualityAlarm();
    expect(alarm).toMatchObject({ StateValue: 'OK', Namespace: this.serving.namespace, Dimensions, Threshold: 0.6 });
    const { Namespace, MetricName } = alarm;
    const Timestamp = new Date(Date.now() - JUDGED_AFTER_SECONDS * 1000);
    await this.judge.publish({ Namespace, MetricData: [{ MetricName, Dimensions, Value, Timestamp }] });
    return alarm;
  }
}
