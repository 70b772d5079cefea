import { rollbackAlarmRule } from './rollback-alarms';

/** A version that is slow gives way by itself. */
export const rule = rollbackAlarmRule({
  id: 'RollbackAlarmOnLatency',
  title: 'An alarm on latency takes the previous version back',
  remedy:
    'create EndpointAlarms in the stack of the endpoint, and give its rollback to the endpoint construct as rollbackAlarms',
  concern: 'latency',
  on: 'latency (ModelLatency)',
  without: 'a version that is slow keeps its traffic',
});
