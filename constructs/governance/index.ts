export * from './audit-trail';
export * from './cost-budget';
export * from './ownership';
