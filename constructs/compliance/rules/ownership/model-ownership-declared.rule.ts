import { governanceOf, isSet } from '../../../template';
import { violation, type ComplianceRule } from '../../rule';
import { ENDPOINT, MODEL_PACKAGE_GROUP } from '../shared/endpoints';
import { METADATA_LOCATION } from '../shared/metadata';

/** A reviewer who asks about a model finds its owner here. */
export const rule: ComplianceRule = {
  id: 'ModelOwnershipDeclared',
  title: 'The metadata of endpoints and model package groups names the model, its owner and its cost centre',
  remedy: 'set owner and costCentre of the model; in code, pass governance to the endpoint construct (annotateModel)',
  requirements: ['OWN-1'],
  formerIds: ['OWN-1'],
  resourceTypes: [ENDPOINT, MODEL_PACKAGE_GROUP],
  check: (resource) => {
    const governance = governanceOf(resource);
    if (governance === undefined) return violation('resource does not say whose model it serves', METADATA_LOCATION);
    return ['model', 'owner', 'costCentre']
      .filter((key) => !isSet(governance, key))
      .map((key) => ({ problem: `model has no ${key}`, location: `${METADATA_LOCATION}.${key}` }));
  },
};
