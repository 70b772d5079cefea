import type { Holding, InTransit, StorePart } from './facts';
import type { ResourceView } from './resource';
import { factsOf } from './services';
import { deniesPlaintext, type Statement } from './statement';
import { literalOf, locate, renderText, type TemplateObject } from './values';

/** Who holds the key of a store in one case. */
export type KeyCase =
  | Holding
  /** The template names a key of AWS, e.g. `alias/aws/sns`. */
  | (Holding & { readonly alias: string })
  /** `key` is what stands where the key is named. */
  | { readonly holder: 'customer managed'; readonly key: unknown };

/** Something that a resource stores, and how it is protected. */
export interface StoredPart {
  /** Which part; empty for the whole resource. */
  readonly part: string;
  /** Where its key is named, e.g. `Properties.KmsKeyId`; undefined where none can be named. */
  readonly location: string | undefined;
  /** Every case of the conditions that decide. Never empty. */
  readonly cases: readonly KeyCase[];
  /** Whether the gate asks for a customer managed key. */
  readonly needsKey: boolean;
  readonly inTransit: InTransit;
  readonly notes: readonly string[];
}

const BY_SERVICE: InTransit = { state: 'enforced', detail: 'TLS: the service has no plaintext endpoint' };
const BY_POLICY: InTransit = {
  state: 'enforced',
  detail: 'TLS: the resource policy denies aws:SecureTransport = false',
};
const NOT_ENFORCED: InTransit = {
  state: 'not enforced',
  detail: 'TLS is offered; no resource policy denies plaintext to everybody',
};

/** Aliases of the keys that AWS manages in an account. */
const ALIAS_OF_AWS = /(?:^|:)(alias\/aws\/.*)$/s;

/**
 * What a resource stores.
 *
 * @param statements of the policies that stand at the resource
 */
export function storedParts(
  { type, properties }: Pick<ResourceView, 'type' | 'properties'>,
  statements: readonly Statement[],
): readonly StoredPart[] {
  return partsOf(type, properties).map((part) => {
    const excepted = part.exception?.holds(properties, statements) === true;
    return {
      part: part.part ?? '',
      location: part.key === undefined ? undefined : `Properties.${part.key.replaceAll('.*', '')}`,
      cases: keyCases(part, properties),
      needsKey: part.key !== undefined && part.keyIsOptional !== true && !excepted,
      inTransit: inTransitOf(part, statements),
      notes: [...(part.notes ?? []), ...(excepted ? [part.exception.note] : [])],
    };
  });
}

function partsOf(type: string, properties: TemplateObject): readonly StorePart[] {
  const { stores = [] } = factsOf(type);
  return typeof stores === 'function' ? stores(properties) : stores;
}

function keyCases({ key, otherwise, setting }: StorePart, properties: TemplateObject): readonly KeyCase[] {
  const named = key === undefined ? [] : locate(properties, key).map(({ value }) => value);
  const settings = setting === undefined ? [] : locate(properties, setting.path).map(({ value }) => literalOf(value));
  return (named.length === 0 ? [undefined] : named).flatMap((one) =>
    (settings.length === 0 ? [undefined] : settings).map((set): KeyCase => {
      const isNamed = one !== undefined && one !== null && one !== '';
      if (isNamed && setting?.withoutKey?.includes(set ?? '') !== true) return keyCase(one);
      const meant = setting !== undefined && set !== undefined && Object.hasOwn(setting.values, set);
      return (meant ? setting.values[set] : undefined) ?? otherwise;
    }),
  );
}

function keyCase(key: unknown): KeyCase {
  const alias = ALIAS_OF_AWS.exec(renderText(key, () => '') ?? '')?.[1];
  return alias === undefined
    ? { holder: 'customer managed', key }
    : { holder: 'AWS managed', detail: `AWS managed key ${alias}`, alias };
}

function inTransitOf({ inTransit = BY_SERVICE }: StorePart, statements: readonly Statement[]): InTransit {
  if (inTransit !== 'policy') return inTransit;
  return statements.some(deniesPlaintext) ? BY_POLICY : NOT_ENFORCED;
}
