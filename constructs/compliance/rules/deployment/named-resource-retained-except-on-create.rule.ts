import { typesWith } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { ENDPOINT, ENDPOINT_CONFIG, MODEL, MODEL_PACKAGE_GROUP } from '../shared/endpoints';
import { isRetained, physicalNameProperty, RETAIN_EXCEPT_ON_CREATE } from '../shared/removal';

/** Otherwise a first deployment that fails keeps the name, and every further one fails because it exists already. */
export const rule: ComplianceRule = {
  id: 'NamedResourceRetainedExceptOnCreate',
  title: 'Retained resources with a physical name are deleted when their first deployment fails',
  remedy:
    'set DeletionPolicy to RetainExceptOnCreate (RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE), or give no physical name',
  requirements: ['CARD-9'],
  resourceTypes: [
    ...new Set([
      ...typesWith(({ stores }) => stores !== undefined),
      ENDPOINT,
      ENDPOINT_CONFIG,
      MODEL,
      MODEL_PACKAGE_GROUP,
    ]),
  ],
  check: (resource) => {
    const name = physicalNameProperty(resource);
    if (name === undefined || !isRetained(resource)) return NOT_APPLICABLE;
    return resource.deletionPolicy === RETAIN_EXCEPT_ON_CREATE
      ? COMPLIANT
      : violation(
          `resource has a ${name} and is left behind by a first deployment that fails: the next one cannot create it`,
          'DeletionPolicy',
        );
  },
};
