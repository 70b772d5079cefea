export * from './approver-check';
export * from './approver-identity';
export * from './capacity-check';
export * from './release-check';
export * from './release-policy';
export * from './release-request';
export * from './startable-model';
export * from './unreleased';
