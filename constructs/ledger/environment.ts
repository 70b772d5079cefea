import type { Instant } from './core';

/** The clock of the handlers. */
export function now(): Instant {
  return new Date().toISOString();
}

/** An environment variable that the construct sets. @throws Error when it is not there */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
