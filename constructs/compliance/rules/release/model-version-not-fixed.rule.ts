import { itemsOf, valuesAt } from '../../../template';
import { COMPLIANT, violation, type ComplianceRule } from '../../rule';
import { MODEL } from '../shared/endpoints';

/** Only an edit can change a version in a template: neither a release nor a rollback can. */
export const rule: ComplianceRule = {
  id: 'ModelVersionNotFixed',
  title: 'No template has a fixed model version',
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
