import { MODEL_METADATA_KEY } from '../../../model/core/metadata';

export { governanceOf } from '../../../template';

/** Where `annotateModel` writes. */
export const METADATA_LOCATION = `Metadata.${MODEL_METADATA_KEY}`;
