import { type ResourceView, fewestItems, isIntrinsic, itemsOf, resourcesIn, valuesAt } from '../../../template';
import { NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import type { Problem, RuleContext } from '../../template-check';
import { ENDPOINT_CONFIG, MODEL, placesContainers } from '../shared/endpoints';
import { ZONES } from './zones';

/** If one zone fails, instances can run in another. */
export const rule: ComplianceRule = {
  id: 'ModelSubnetsInTwoZones',
  title: 'Models run in a VPC with subnets in at least two zones',
  remedy:
    'set network.availabilityZones of the environment to at least two zones; in code, give the endpoint construct a network with subnets in two zones',
  requirements: ['SRV-1'],
  formerIds: ['SRV-1'],
  resourceTypes: [ENDPOINT_CONFIG, MODEL],
  check: (resource, context) => {
    if (!placesContainers(resource)) return NOT_APPLICABLE;
    const { type, properties } = resource;
    const what = type === MODEL ? 'model' : 'endpoint configuration';
    if (!valuesAt(properties, 'VpcConfig').every((one) => one !== undefined)) {
      return violation(`${what} is in no VPC, and needs subnets in ${ZONES} zones`, 'Properties.VpcConfig');
    }
    return valuesAt(properties, 'VpcConfig', 'Subnets').flatMap((subnets) => zoneProblems(what, subnets, context));
  },
};

function zoneProblems(what: string, subnets: unknown, { resources }: RuleContext): readonly Problem[] {
  const location = 'Properties.VpcConfig.Subnets';
  if (isIntrinsic(subnets)) return [];
  const different = new Set(itemsOf(subnets).map((one) => JSON.stringify(one))).size;
  const count = Math.min(fewestItems(subnets) ?? ZONES, different);
  if (count < ZONES) {
    return [{ problem: `${what} has ${count} subnet, and needs ${ZONES} in different zones`, location }];
  }
  const zones = itemsOf(subnets).map((one) => zoneOf(resourcesIn(one, resources)));
  if (zones.includes(undefined) || new Set(zones).size >= ZONES) return [];
  return [{ problem: `${what} has all of its subnets in the zone ${zones[0]}, and needs ${ZONES} zones`, location }];
}

/** The zone of a subnet of the same template; undefined for any other. */
function zoneOf(referred: readonly ResourceView[]): string | undefined {
  const subnet = referred.find(({ type }) => type === 'AWS::EC2::Subnet');
  const zone = subnet?.properties['AvailabilityZone'];
  return zone === undefined ? undefined : JSON.stringify(zone);
}
