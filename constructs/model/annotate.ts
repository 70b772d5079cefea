import type { CfnResource } from 'aws-cdk-lib';
import { MODEL_METADATA_KEY, type ModelOwnership } from './core';

/** Writes the ownership of a model, or its whole governance, into the `Metadata` of a resource. */
export function annotateModel(resource: CfnResource, governance: ModelOwnership): void {
  resource.addMetadata(MODEL_METADATA_KEY, governance);
}
