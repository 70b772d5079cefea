import type { Assembly, Resource } from './assembly';
import { sortedBy } from './json';
import { attachedPolicies, type ReadStatement } from './policies';
import { STORES } from './stores';

/** Who holds the key that a store is encrypted with. */
export type KeyHolder = 'customer managed' | 'AWS managed' | 'AWS owned' | 'hardware' | 'not encrypted' | 'not stated';

/** How data is protected while it lies. */
export interface AtRest {
  readonly holder: KeyHolder;
  /** Label of the key, for a customer managed one. */
  readonly key?: string;
  readonly detail: string;
}

/** How data is protected on its way. */
export interface InTransit {
  /** `enforced` where a policy or the service itself refuses plaintext. */
  readonly state: 'enforced' | 'not enforced' | 'does not apply';
  readonly detail: string;
}

/** A store and its protection. */
export interface EncryptionRow {
  readonly environment: string;
  readonly stack: string;
  readonly path: string;
  readonly label: string;
  readonly logicalId: string;
  readonly resourceType: string;
  /** Which part of the resource, where it stores more than one thing. */
  readonly part: string;
  readonly atRest: AtRest;
  readonly inTransit: InTransit;
  /** What a reviewer should know besides. */
  readonly notes: readonly string[];
}

/** What a kind of store says of itself. */
export interface StoreContext {
  readonly assembly: Assembly;
  readonly resource: Resource;
  /** Statements of the policies that stand at the store. */
  readonly policies: readonly ReadStatement[];
}

/** The rows of one store. */
export type StoreReader = (
  context: StoreContext,
) => readonly Pick<EncryptionRow, 'part' | 'atRest' | 'inTransit' | 'notes'>[];

/** Reads every store of an environment whose type is known, by path. */
export function gatherEncryption(assembly: Assembly, environment: string): EncryptionRow[] {
  const policies = attachedPolicies(assembly, environment);
  return sortedBy(assembly.ofEnvironment(environment), ({ path }) => path).flatMap((resource) => {
    const reader = STORES[resource.type];
    if (reader === undefined) return [];
    const context = { assembly, resource, policies: policies.get(resource) ?? [] };
    return reader(context).map(({ part, atRest, inTransit, notes }) => ({
      environment,
      stack: resource.stack,
      path: resource.path,
      label: resource.label,
      logicalId: resource.logicalId,
      resourceType: resource.type,
      part,
      atRest,
      inTransit,
      notes,
    }));
  });
}

/** The types of store that the matrix knows. */
export const STORE_TYPES: readonly string[] = Object.keys(STORES).sort();
