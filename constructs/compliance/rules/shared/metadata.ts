import { MODEL_METADATA_KEY } from '../../../model/core';

/** Where `annotateModel` writes. */
export const METADATA_LOCATION = `Metadata.${MODEL_METADATA_KEY}`;
