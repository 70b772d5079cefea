export * from './endpoint-alarms';
export * from './endpoint-metrics';
