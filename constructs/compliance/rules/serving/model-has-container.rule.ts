import { itemsOf } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { MODEL } from '../shared/endpoints';

/** The company chooses the container, with any framework in it. */
export const rule: ComplianceRule = {
  id: 'ModelHasContainer',
  title: 'A model is served by a container',
  remedy: 'set container of the model (framework or image); in code, set PrimaryContainer or Containers of the model',
  requirements: ['SRV-1'],
  formerIds: ['SRV-1'],
  resourceTypes: [MODEL],
  check: ({ properties }) => {
    const containers = [...itemsOf(properties['PrimaryContainer']), ...itemsOf(properties['Containers'])];
    return containers.length > 0 ? COMPLIANT : violation('model has no container', 'Properties.PrimaryContainer');
  },
};
