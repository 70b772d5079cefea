import type { ResourceView } from './resource';
import { tagsIn } from './tags';
import { isObject, literalOf, type TemplateObject } from './values';

/** A synthesized template, and where it is deployed. */
export interface StackSource {
  readonly environment: string;
  /** Construct path of the stack, e.g. `prod/Serving-churn`. */
  readonly stack: string;
  /** Physical stack name: cross-stack references use it. @default - the path with `-` for `/` */
  readonly stackName?: string;
  /** @default - not known */
  readonly region?: string;
  /** @default - not known */
  readonly account?: string;
  /** The parsed template. */
  readonly template: unknown;
  /** Its resources, where somebody has read them. @default - they are read from the template */
  readonly resources?: ReadonlyMap<string, ResourceView>;
}

/** The resources of a template, by logical id. */
export function resourcesOf({ environment, stack, region, template }: StackSource): ReadonlyMap<string, ResourceView> {
  const resources = new Map<string, ResourceView>();
  for (const [logicalId, body] of Object.entries(section(template, 'Resources'))) {
    const type = literalOf(isObject(body) ? body['Type'] : undefined) ?? 'unknown';
    const properties = section(body, 'Properties');
    const metadata = section(body, 'Metadata');
    const path = literalOf(metadata['aws:cdk:path']) ?? `${stack}/${logicalId}`;
    resources.set(logicalId, {
      type,
      logicalId,
      path,
      label: labelOf(path, environment),
      environment,
      stack,
      region,
      properties,
      metadata,
      tags: tagsIn(type, properties),
      deletionPolicy: attribute(body, 'DeletionPolicy'),
      updateReplacePolicy: attribute(body, 'UpdateReplacePolicy'),
    });
  }
  return resources;
}

/** A section of a template or of a resource; empty where it has none. */
export function section(value: unknown, name: string): TemplateObject {
  const found = isObject(value) ? value[name] : undefined;
  return isObject(found) ? found : {};
}

function attribute(body: unknown, name: string): string | undefined {
  return isObject(body) ? literalOf(body[name]) : undefined;
}

/** What a reader is shown for a construct path: without environment and without the `Resource` that CDK appends. */
export function labelOf(path: string, environment: string): string {
  const below = path.startsWith(`${environment}/`) ? path.slice(environment.length + 1) : path;
  return below.replace(/\/(Resource|Default)$/, '');
}
