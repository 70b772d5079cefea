import { isSet, tagsIn } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT, ENDPOINT_CONFIG, INFERENCE_COMPONENT, MODEL, MODEL_PACKAGE_GROUP } from '../shared/endpoints';

/** Tag keys, as every stack of an environment sets them. */
const TAGS = ['owner', 'cost-centre'] as const;

/** Tags connect a bill or an alarm to the team. */
export const rule: ComplianceRule = {
  id: 'OwnershipTagged',
  title: 'All resources that serve a model have the tags owner and cost-centre',
  remedy: 'set owner and costCentre of the model; in code, tag the stack with owner and cost-centre (applyOwnership)',
  requirements: ['OWN-1'],
  formerIds: ['OWN-1'],
  resourceTypes: [ENDPOINT, ENDPOINT_CONFIG, INFERENCE_COMPONENT, MODEL, MODEL_PACKAGE_GROUP],
  check: ({ type, properties }) => {
    const tags = tagsIn(type, properties);
    const missing = TAGS.filter((key) => !isSet(tags, key));
    return missing.length === 0
      ? COMPLIANT
      : violation(`resource has no tag ${missing.join(' and no tag ')}`, 'Properties.Tags');
  },
};
