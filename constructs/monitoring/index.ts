export * from './alarm-set';
export * from './alert-routes';
export * from './alert-topics';
export { ENDPOINT_ALARMS, ROLLBACK_ALARM_WINDOW } from './endpoint-alarm-definitions';
export * from './endpoint-alarms';
export * from './endpoint-metrics';
export * from './quality-alarms';
export * from './severity';
