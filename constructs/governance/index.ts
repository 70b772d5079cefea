export * from './audit-trail';
export * from './core';
export * from './cost-budget';
export * from './ownership';
