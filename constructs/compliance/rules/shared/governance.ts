import { MODEL_METADATA_KEY } from '../../../model/core/metadata';
import { type ResourceView, isObject, type TemplateObject } from '../../../template';

/** Where `annotateModel` writes. */
export const METADATA_LOCATION = `Metadata.${MODEL_METADATA_KEY}`;

/**
 * What `annotateModel` wrote on a resource. It is read as data of unknown shape: a template can be written by hand, and
 * its author can leave out what the type demands.
 */
export function governanceOf(resource: ResourceView): TemplateObject | undefined {
  const governance = resource.metadata[MODEL_METADATA_KEY];
  return isObject(governance) ? governance : undefined;
}
