/** @returns what is wrong with the name of a replica bucket, if anything: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function problemsOfReplicaName(name: string): string[] {
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) return [];
  return [
    `replica bucket name must have 3 to 63 lower-case letters, digits and '-', got '${name}' (${name.length}); shorten prefix, environment or purpose, and give the stack an account and a Region`,
  ];
}
