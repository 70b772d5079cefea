import { VPC_PREFIX } from '../../../constructs/network/core';
import type { ConfigProblem } from '../problem';
import { problemIn, type Check } from '../project';

interface Range {
  readonly first: number;
  readonly size: number;
  readonly prefix: number;
}

function parse(cidr: string): Range {
  const [address = '', prefix = '0'] = cidr.split('/');
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first, size: 2 ** (32 - Number(prefix)), prefix: Number(prefix) };
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** Networks have a size that AWS allows, begin at their first address, and do not overlap. */
export const checkNetworks: Check = (project) => {
  const { shortest, longest } = VPC_PREFIX;
  const problems: ConfigProblem[] = [];
  const seen: { name: string; cidr: string; range: Range }[] = [];
  for (const environment of project.environments) {
    const cidr = environment.draft.network?.cidr;
    if (cidr === undefined) continue;
    const range = parse(cidr);
    const refuse = (what: string, remedy: string, allowed?: string): void => {
      const about = { rule: 'CONFIG-NETWORK', environment: environment.name } as const;
      problems.push(problemIn(environment, ['network', 'cidr'], { ...about, what, allowed, remedy }));
    };
    if (range.prefix < shortest || range.prefix > longest) {
      refuse(`${cidr} is a /${range.prefix}`, 'choose a prefix length in this range', `/${shortest} to /${longest}`);
    }
    const base = range.first - (range.first % range.size);
    if (base !== range.first) {
      refuse(`${cidr} does not begin at the first address of its range`, `write ${dotted(base)}/${range.prefix}`);
    }
    const other = seen.find(({ range: { first, size } }) => base < first + size && first < base + range.size);
    if (other !== undefined) {
      refuse(`${cidr} overlaps ${other.cidr} of environment ${other.name}`, 'give each environment a range of its own');
    }
    seen.push({ name: environment.name, cidr, range: { ...range, first: base } });
  }
  return problems;
};
