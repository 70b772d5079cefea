import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Aws, Place } from '../../../../sandbox/aws';

const METRIC = { Namespace: 'AWS/SageMaker', MetricName: 'Invocation5XXErrors' };
const CONFIGURATION = 'EndpointConfigName';
/** As often as the emulator looks at its alarms. */
const LOOK_MILLISECONDS = 500;
const MINUTE = 60_000;

const METRICS = z.object({
  Metrics: z.array(z.object({ Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })) })),
});
const POINTS = z.object({
  Datapoints: z.array(z.object({ Average: z.number(), SampleCount: z.number() })),
});

/**
 * The emulator shortens the waits of a rollout, and its alarms go on counting real minutes: a rollout of seconds would end
 * before an alarm that wants two data points has two. So what an endpoint configuration counted in this minute is counted
 * again one minute earlier, as though it had gone on for two. A configuration that counts nothing gets nothing.
 */
export class Minutes {
  private readonly ended = new AbortController();
  private readonly work: Promise<void>;

  constructor(
    private readonly aws: Aws,
    private readonly place: Place,
  ) {
    this.work = this.go();
  }

  /** Ends it. */
  public async end(): Promise<void> {
    this.ended.abort();
    await this.work;
  }

  private async go(): Promise<void> {
    while (!this.ended.signal.aborted) {
      await this.look();
      await sleep(LOOK_MILLISECONDS);
    }
  }

  private async look(): Promise<void> {
    const wanted = { ...METRIC, Dimensions: [{ Name: CONFIGURATION }] };
    const { Metrics } = await this.aws.call(this.place, 'cloudwatch', 'list_metrics', wanted, METRICS);
    for (const { Dimensions } of Metrics) {
      const now = Date.now();
      const minute = {
        ...METRIC,
        Dimensions,
        StartTime: new Date(now - LOOK_MILLISECONDS * 4).toISOString(),
        EndTime: new Date(now).toISOString(),
        Period: 60,
        Statistics: ['Average', 'SampleCount'],
      };
      const { Datapoints } = await this.aws.call(this.place, 'cloudwatch', 'get_metric_statistics', minute, POINTS);
      const MetricData = Datapoints.filter(({ SampleCount }) => SampleCount > 0).map(({ Average }) => ({
        MetricName: METRIC.MetricName,
        Dimensions,
        Timestamp: new Date(now - MINUTE).toISOString(),
        Value: Average,
      }));
      if (MetricData.length === 0) continue;
      const data = { Namespace: METRIC.Namespace, MetricData };
      await this.aws.call(this.place, 'cloudwatch', 'put_metric_data', data, z.unknown());
    }
  }
}
