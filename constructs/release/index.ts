export * from './release-parameter';
export * from './release-parameter-seeder';
export * from './release-request';
export * from './released-model-package';
export * from './unreleased';
