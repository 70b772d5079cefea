/** An environment variable that the construct of a handler sets. @throws Error when it is not there */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** The clock of the handlers, ISO 8601 in UTC. */
export function now(): string {
  return new Date().toISOString();
}
