/** Longest and shortest prefix of a VPC: a quarter of it is a subnet, and AWS has none beyond /28: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const VPC_PREFIX = { shortest: 16, longest: 26 } as const;

/** A quarter of the VPC for each zone, so that a zone can be added without moving the others. */
export const SUBNET_BITS = 2;

/** Availability zones of a network: one alone is a single point of failure. */
export const ZONES = { fewest: 2, most: 2 ** SUBNET_BITS } as const;

/** An IPv4 block in CIDR notation, taken apart. */
export interface Ipv4Block {
  /** First address, as a number. */
  readonly base: number;
  /** Length of the prefix, 0 to 32. */
  readonly prefix: number;
}

/** @returns undefined when the text is no IPv4 block, or its address is not the first of the block */
export function parseBlock(text: string): Ipv4Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  return base % 2 ** (32 - prefix) === 0 ? { base, prefix } : undefined;
}

/** The n-th of the blocks of equal size that a block falls into, in CIDR notation. @param bits how much longer its prefix is */
export function subBlock({ base, prefix }: Ipv4Block, bits: number, n: number): string {
  const size = 2 ** (32 - prefix - bits);
  const first = base + n * size;
  const octets = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(first / unit) % 256);
  return `${octets.join('.')}/${prefix + bits}`;
}
