export * from './nearest';
