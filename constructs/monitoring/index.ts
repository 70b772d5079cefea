export * from './alert-topics';
export * from './endpoint-alarms';
export * from './endpoint-metrics';
export * from './model-quality';
