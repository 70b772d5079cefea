import { itemsOf, valuesAt } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { MODEL } from '../shared/endpoints';

/** A version that stands in the template is changed by an edit: neither a release nor a rollback reaches it. */
export const rule: ComplianceRule = {
  id: 'ModelVersionNotFixed',
  title: 'No version of a model is fixed in a template',
  remedy: 'take ModelPackageName from a template parameter that a release sets, as the endpoint constructs do',
  requirements: ['REL-1'],
  formerIds: ['REL-1'],
  resourceTypes: [MODEL],
  check: ({ properties }) => {
    const containers = [properties['PrimaryContainer'], ...itemsOf(properties['Containers'])];
    const fixed = containers
      .flatMap((one) => valuesAt(one, 'ModelPackageName'))
      .find((name) => typeof name === 'string');
    return fixed === undefined
      ? COMPLIANT
      : violation(
          `model has version ${fixed} fixed in the template, and needs a template parameter that a release sets`,
          'Properties.PrimaryContainer.ModelPackageName',
        );
  },
};
