import { rollbackAlarmRule } from './rollback-alarms';

/** A version that fails is rolled back automatically. */
export const rule = rollbackAlarmRule({
  id: 'RollbackAlarmOnErrors',
  title: 'An alarm on errors rolls a new version back',
  remedy:
    'create EndpointAlarms in the stack of the endpoint, and pass its rollback to the endpoint construct as rollbackAlarms',
  concern: 'errors',
  on: 'errors (Invocation5XXErrors)',
  without: 'a version that fails keeps its traffic',
});
