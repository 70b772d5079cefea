export * from './recovery-site';
export { replicaBucketName, type ReplicaNameParts } from './replica-name';
