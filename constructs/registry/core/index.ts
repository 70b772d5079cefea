export * from './version-metadata';
