/** What the name of a replica bucket is made of. */
export interface ReplicaNameParts {
  /** The company's prefix, e.g. `excorp`. */
  readonly prefix: string;
  /** e.g. `prod`. */
  readonly environment: string;
  /** What the bucket holds, e.g. `audit`. */
  readonly purpose: string;
  /** The account, 12 digits: it makes the name unique among all customers of AWS. */
  readonly account: string;
  /** The recovery Region. */
  readonly region: string;
}

/**
 * The name of a replica bucket. It is physical, because both Regions and the failover command must know it without
 * asking: `excorp-prod-audit-333333333333-eu-central-1`.
 */
export function replicaBucketName({ prefix, environment, purpose, account, region }: ReplicaNameParts): string {
  return [prefix, environment, purpose, account, region].join('-');
}

/** @returns what is wrong with the name, if anything: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function problemsOfReplicaName(parts: ReplicaNameParts): string[] {
  const name = replicaBucketName(parts);
  if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) return [];
  return [
    `replica bucket name must have 3 to 63 lower-case letters, digits and '-', got '${name}' (${name.length}); shorten prefix, environment or purpose, and give the stack an account and a Region`,
  ];
}
