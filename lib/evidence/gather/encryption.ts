import {
  type Assembly,
  KEY_TYPES,
  type InTransit,
  type KeyCase,
  type KeyHolder,
  type ResourceView,
  storedParts,
  typesWith,
} from '../../../constructs/template';
import { distinct, sortedBy } from './sort';

/** How data is protected while it lies. */
export interface AtRest {
  /** The weakest, where a condition of the template decides. */
  readonly holder: KeyHolder;
  /** Label of the key, for a customer managed one. */
  readonly key?: string;
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

/** Holders of keys: what a reviewer should know first comes first. */
const WEAKEST: readonly KeyHolder[] = [
  'not encrypted',
  'not stated',
  'AWS owned',
  'AWS managed',
  'hardware',
  'customer managed',
];

/** Reads every store of an environment whose type is known, by path. */
export function gatherEncryption(assembly: Assembly, environment: string): EncryptionRow[] {
  return sortedBy(assembly.ofEnvironment(environment), ({ path }) => path).flatMap((resource) => {
    const statements = assembly.statementsAt(resource).map(({ statement }) => statement);
    return storedParts(resource, statements).map(({ part, cases, inTransit, notes }) => ({
      environment,
      stack: resource.stack,
      path: resource.path,
      label: resource.label,
      logicalId: resource.logicalId,
      resourceType: resource.type,
      part,
      atRest: atRest(cases.map((one) => describe(assembly, resource, one))),
      inTransit,
      notes,
    }));
  });
}

function describe(assembly: Assembly, resource: ResourceView, one: KeyCase): AtRest {
  if (!('key' in one)) return { holder: one.holder, detail: one.detail };
  const named = assembly.references(resource, one.key).find(({ type }) => KEY_TYPES.has(type));
  const key = named?.label ?? assembly.text(resource, one.key);
  return { holder: one.holder, key, detail: `KMS key ${key}` };
}

function atRest(cases: readonly AtRest[]): AtRest {
  const holder = WEAKEST.find((weak) => cases.some((one) => one.holder === weak)) ?? 'not stated';
  const keys = distinct(cases.flatMap(({ key }) => key ?? []));
  return {
    holder,
    ...(holder === 'customer managed' ? { key: keys.join(' or ') } : {}),
    detail: distinct(cases.map(({ detail }) => detail)).join(' or '),
  };
}

/** The types of store that the matrix knows. */
export const STORE_TYPES: readonly string[] = typesWith(({ stores }) => stores !== undefined);
