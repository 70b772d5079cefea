export * from './release-parameter';
export * from './release-parameter-seeder';
export * from './released-model-package';
export * from './unreleased';
