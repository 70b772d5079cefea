import type { PolicyPlace } from './facts';
import { resourcesIn } from './references';
import type { ResourceView } from './resource';
import { factsOf, typesWith } from './services';
import type { DocumentKind, Statement } from './statement';
import { isIntrinsic, isObject, locate, renderText, type Located, type TemplateObject } from './values';

/** A policy document in a template. */
export interface PolicyDocument {
  readonly kind: DocumentKind;
  /** E.g. `Properties.PolicyDocument`. */
  readonly location: string;
  /** The document; `undefined` when it is text and not JSON. */
  readonly value: TemplateObject | undefined;
  readonly statements: readonly Statement[];
}

/** The types whose policy documents are read. */
export const POLICY_RESOURCE_TYPES: readonly string[] = typesWith(({ policies }) => policies !== undefined);

interface PlacedDocument extends PolicyDocument {
  readonly place: PolicyPlace;
}

// Ten checks read the same resource one after the other.
const cache = new WeakMap<ResourceView, readonly PlacedDocument[]>();

/** The policy documents of a resource; both branches of an `Fn::If` count. */
export function policyDocuments(resource: ResourceView): readonly PolicyDocument[] {
  return placedDocuments(resource);
}

function placedDocuments(resource: ResourceView): readonly PlacedDocument[] {
  const cached = cache.get(resource);
  if (cached !== undefined) return cached;
  const documents = (factsOf(resource.type).policies ?? []).flatMap((place) =>
    locate(resource.properties, place.path).flatMap((located) => readDocument(located, place)),
  );
  cache.set(resource, documents);
  return documents;
}

function readDocument({ value, ...at }: Located, place: PolicyPlace): readonly PlacedDocument[] {
  if (value === undefined || value === null) return [];
  const text = renderText(value, () => 'token');
  if (text !== undefined && (typeof value === 'string' || text.trimStart().startsWith('{'))) {
    return [document({ ...at, value: parse(text) }, place)];
  }
  // A document that comes from elsewhere, e.g. from a parameter, cannot be read.
  if (isIntrinsic(value)) return [];
  return [document({ ...at, value }, place)];
}

function document({ value, location, conditional }: Located, place: PolicyPlace): PlacedDocument {
  const body = isObject(value) ? value : undefined;
  const statements = locate(body, 'Statement.*', location).flatMap((one): readonly Statement[] =>
    isObject(one.value) && !isIntrinsic(one.value)
      ? [
          {
            kind: place.kind,
            namesResources: place.namesResources ?? true,
            location: one.location,
            conditional: conditional || one.conditional,
            value: one.value,
          },
        ]
      : [],
  );
  return { kind: place.kind, location, value: body, statements, place };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that is no JSON is what IAM-ELEMENT reports; there is nothing to rethrow.
    return undefined;
  }
}

/** A statement that applies to a resource, and the resource whose property it stands in. */
export interface AttachedStatement {
  readonly from: ResourceView;
  readonly statement: Statement;
}

/** The resources that a value refers to. */
export type ReferenceReader = (from: ResourceView, value: unknown) => readonly ResourceView[];

/**
 * The statements of all policies by the resource that they apply to: own ones first, then those of policies that name the
 * resource or that it names, each policy once. A policy that belongs to nothing among the resources is its own.
 */
export function attachedStatements(
  resources: readonly ResourceView[],
  references: ReferenceReader,
): ReadonlyMap<ResourceView, readonly AttachedStatement[]> {
  const attached = new Map<ResourceView, Set<AttachedStatement>>();
  const read = new Map<PlacedDocument, readonly AttachedStatement[]>();
  const attach = (to: ResourceView, from: ResourceView, documents: readonly PlacedDocument[]): void => {
    const known = attached.get(to) ?? new Set();
    attached.set(to, known);
    for (const one of documents) {
      const statements = read.get(one) ?? one.statements.map((statement) => ({ from, statement }));
      read.set(one, statements);
      for (const statement of statements) known.add(statement);
    }
  };
  for (const resource of resources) {
    attach(
      resource,
      resource,
      placedDocuments(resource).filter(({ place }) => place.attachesTo === undefined),
    );
  }
  for (const resource of resources) {
    for (const one of placedDocuments(resource)) {
      const { attachesTo } = one.place;
      if (attachesTo === undefined) continue;
      const targets = attachesTo.flatMap((name) => references(resource, resource.properties[name]));
      for (const target of targets.length === 0 ? [resource] : targets) attach(target, resource, [one]);
    }
    const { managedPolicies } = factsOf(resource.type);
    if (managedPolicies === undefined) continue;
    for (const policy of references(resource, resource.properties[managedPolicies])) {
      // A name can mention other resources too.
      const isAttachable = ({ kind, place }: PlacedDocument): boolean =>
        kind === 'identity' && place.attachesTo !== undefined;
      attach(resource, policy, placedDocuments(policy).filter(isAttachable));
    }
  }
  return new Map([...attached].map(([resource, statements]) => [resource, [...statements]]));
}

// Each bucket of a template asks.
const byTemplate = new WeakMap<
  ReadonlyMap<string, ResourceView>,
  ReadonlyMap<ResourceView, readonly AttachedStatement[]>
>();

/** The statements that apply to a resource, as far as its own template shows them. */
export function statementsAt(
  resource: ResourceView,
  resources: ReadonlyMap<string, ResourceView>,
): readonly Statement[] {
  let known = byTemplate.get(resources);
  if (known === undefined) {
    known = attachedStatements([...resources.values()], (_, value) => resourcesIn(value, resources));
    byTemplate.set(resources, known);
  }
  return (known.get(resource) ?? []).map(({ statement }) => statement);
}
