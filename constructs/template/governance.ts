import { MODEL_METADATA_KEY } from '../model/core';
import type { ResourceView } from './resource';
import { isObject, type TemplateObject } from './values';

/**
 * What `annotateModel` wrote on a resource. It is read as data of unknown shape: a template can be written by hand, and
 * its author can leave out what the type demands.
 */
export function governanceOf({ metadata }: Pick<ResourceView, 'metadata'>): TemplateObject | undefined {
  const governance = metadata[MODEL_METADATA_KEY];
  return isObject(governance) ? governance : undefined;
}
