export * from './access-log-bucket';
export * from './protected-bucket';
export type { ReplicaLocation } from './replication';
export * from './replication-alarms';
