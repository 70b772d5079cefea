export * from './recovery-site';
