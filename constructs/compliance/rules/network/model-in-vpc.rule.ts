import { missingOfVpc } from '../../../template';
import { NOT_APPLICABLE, type ComplianceRule } from '../../rule';
import { ENDPOINT_CONFIG, MODEL, placesContainers } from '../shared/endpoints';

/** Weights and requests travel through a network of the company. */
export const rule: ComplianceRule = {
  id: 'ModelInVpc',
  title: 'Models run in a VPC, with subnets and security groups of their own',
  remedy: 'give the endpoint construct its network',
  requirements: ['SEC-5'],
  formerIds: ['SEC-5'],
  resourceTypes: [ENDPOINT_CONFIG, MODEL],
  check: (resource) => {
    if (!placesContainers(resource)) return NOT_APPLICABLE;
    const what = resource.type === MODEL ? 'model' : 'endpoint configuration';
    return missingOfVpc(resource).map((path) => ({
      problem: `${what} has no ${path.split('.').at(-1)} of a VPC`,
      location: `Properties.${path}`,
    }));
  },
};
