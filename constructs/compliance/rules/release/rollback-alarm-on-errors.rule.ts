import { rollbackAlarmRule } from './rollback-alarms';

/** A version that fails gives way by itself. */
export const rule = rollbackAlarmRule({
  id: 'RollbackAlarmOnErrors',
  title: 'An alarm on errors takes the previous version back',
  remedy:
    'create EndpointAlarms in the stack of the endpoint, and give its rollback to the endpoint construct as rollbackAlarms',
  concern: 'errors',
  on: 'errors (Invocation5XXErrors)',
  without: 'a version that fails keeps its traffic',
});
