import { rollbackAlarmRule } from './rollback-alarms';

/** A version that is slow is rolled back automatically. */
export const rule = rollbackAlarmRule({
  id: 'RollbackAlarmOnLatency',
  title: 'An alarm on latency rolls a new version back',
  remedy:
    'create EndpointAlarms in the stack of the endpoint, and pass its rollback to the endpoint construct as rollbackAlarms',
  concern: 'latency',
  on: 'latency (ModelLatency)',
  without: 'a version that is slow keeps its traffic',
});
