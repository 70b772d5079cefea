import { rollbackAlarmRule } from './rollback-alarms';

/** A version that answers wrongly is rolled back automatically. */
export const rule = rollbackAlarmRule({
  id: 'RollbackAlarmOnQuality',
  title: 'In production, an alarm on the judged quality of answers rolls a new version back',
  remedy:
    'set qualityMetrics of the model; in code, create QualityAlarms in the stack of the endpoint, and pass its rollback to the endpoint construct as rollbackAlarms',
  concern: 'quality',
  on: 'model quality (a metric that judges publish, with the dimension EndpointName)',
  without: 'a version that answers wrongly keeps its traffic',
  // A judge costs people or GPUs, so only production demands one.
  productionOnly: true,
});
