import { z } from 'zod';
import { pages } from '../aws/pages';
import type { Asks } from './trial';

/** An alarm that went off. */
export interface AlarmChange {
  readonly alarm: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html */
const CHANGE = z.object({
  newState: z.object({ stateValue: z.string(), stateReason: z.string().default('no reason given') }),
});

/** When alarms went off, by their own histories, the earliest first. */
export async function alarmsSetOff(
  { session }: Asks,
  alarms: readonly string[],
  from: Date,
  to: Date,
): Promise<readonly AlarmChange[]> {
  const found: AlarmChange[] = [];
  for (const AlarmName of alarms) {
    const asked = { AlarmName, HistoryItemType: 'StateUpdate', StartDate: from, EndDate: to } as const;
    const history = await pages((NextToken) => session.call('DescribeAlarmHistory', { ...asked, NextToken }));
    for (const { HistoryData = '{}', Timestamp } of history.flatMap(
      ({ AlarmHistoryItems = [] }) => AlarmHistoryItems,
    )) {
      const change = CHANGE.safeParse(JSON.parse(HistoryData));
      if (change.data?.newState.stateValue !== 'ALARM') continue;
      found.push({
        alarm: AlarmName,
        at: Timestamp?.toISOString() ?? '',
        reason: change.data.newState.stateReason,
      });
    }
  }
  return found.toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** The endpoint configuration that each alarm watches; undefined for an alarm that watches something else. */
export async function watchedConfigurations(
  { session }: Asks,
  alarms: readonly string[],
): Promise<ReadonlyMap<string, string | undefined>> {
  if (alarms.length === 0) return new Map();
  const { MetricAlarms = [] } = await session.call('DescribeAlarms', { AlarmNames: [...alarms] });
  return new Map(
    MetricAlarms.map(({ AlarmName = '', Dimensions = [], Metrics = [] }) => {
      const dimensions = [...Dimensions, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? [])];
      const watched = new Set(dimensions.filter(({ Name }) => Name === 'EndpointConfigName').map(({ Value }) => Value));
      return [AlarmName, watched.size === 1 ? [...watched][0] : undefined];
    }),
  );
}
