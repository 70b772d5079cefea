import { NOT_APPLICABLE, type ComplianceRule, type RuleContext } from '../rule';
import {
  type ResourceView,
  alternatives,
  fewestItems,
  isIntrinsic,
  isObject,
  itemsOf,
  resourcesIn,
  valuesAt,
} from '../../template';
import type { Problem } from '../template-check';
import { fewestInstances, smallestAt } from './shared/capacity';
import { configOf, ENDPOINT, ENDPOINT_CONFIG, holdsComponents, isAsync, MODEL, variantsOf } from './shared/endpoints';
import { judge } from './shared/judge';

const ZONES = 2;

/** Containers on instances of our choice, behind an endpoint that survives the loss of a zone. */
export const rule: ComplianceRule = {
  id: 'SRV-1',
  title: 'Models run in containers on declared instances, in a VPC with subnets in at least two zones',
  remedy:
    'set serving.instanceTypes and serving.scaling.minInstances of the model to at least 2, and network.availabilityZones of the environment to at least two zones (network, minInstances of the endpoint construct)',
  resourceTypes: [ENDPOINT, ENDPOINT_CONFIG, MODEL],
  check: (resource, context) => {
    if (resource.type === MODEL) return judge([...containerProblems(resource), ...subnetProblems(resource, context)]);
    if (resource.type === ENDPOINT_CONFIG) return judge(configProblems(resource, context));
    const config = configOf(resource, context);
    if (config === undefined || !context.production || isAsync(config)) return NOT_APPLICABLE;
    return judge(redundancyProblems(resource, config, context));
  },
};

function containerProblems({ properties }: ResourceView): readonly Problem[] {
  const containers = [...itemsOf(properties['PrimaryContainer']), ...itemsOf(properties['Containers'])];
  return containers.length > 0 ? [] : [{ problem: 'model has no container', location: 'Properties.PrimaryContainer' }];
}

function configProblems(config: ResourceView, context: RuleContext): readonly Problem[] {
  const variants = variantsOf(config);
  const problems = variants.flatMap(({ value, location }): readonly Problem[] => {
    if (value['ServerlessConfig'] !== undefined) {
      return [{ problem: 'variant is serverless, which has no GPU and no zones of its own', location }];
    }
    const types = [...itemsOf(value['InstanceType']), ...itemsOf(value['InstancePools'])];
    return types.length > 0 ? [] : [{ problem: 'variant declares no instance type', location }];
  });
  // With models in variants, each model has its own subnets.
  return variants.some(holdsComponents) ? [...problems, ...subnetProblems(config, context)] : problems;
}

function subnetProblems({ type, properties }: ResourceView, { resources }: RuleContext): readonly Problem[] {
  const what = type === MODEL ? 'model' : 'endpoint configuration';
  const location = 'Properties.VpcConfig.Subnets';
  if (!valuesAt(properties, 'VpcConfig').every((one) => one !== undefined)) {
    return [{ problem: `${what} is in no VPC, and needs subnets in ${ZONES} zones`, location: 'Properties.VpcConfig' }];
  }
  return valuesAt(properties, 'VpcConfig', 'Subnets').flatMap((subnets): readonly Problem[] => {
    if (isIntrinsic(subnets)) return [];
    const count = Math.min(
      fewestItems(subnets) ?? ZONES,
      new Set(itemsOf(subnets).map((one) => JSON.stringify(one))).size,
    );
    if (count < ZONES)
      return [{ problem: `${what} has ${count} subnet, and needs ${ZONES} in different zones`, location }];
    const zones = itemsOf(subnets).map((one) => zoneOf(resourcesIn(one, resources)));
    if (zones.includes(undefined) || new Set(zones).size >= ZONES) return [];
    return [{ problem: `${what} has all of its subnets in the zone ${zones[0]}, and needs ${ZONES} zones`, location }];
  });
}

/** The zone of a subnet of the same template; undefined for any other. */
function zoneOf(referred: readonly ResourceView[]): string | undefined {
  const subnet = referred.find(({ type }) => type === 'AWS::EC2::Subnet');
  const zone = subnet?.properties['AvailabilityZone'];
  return zone === undefined ? undefined : JSON.stringify(zone);
}

function redundancyProblems(endpoint: ResourceView, config: ResourceView, context: RuleContext): readonly Problem[] {
  const location = 'Properties.EndpointConfigName';
  return variantsOf(config).flatMap((variant): readonly Problem[] => {
    const scaling = alternatives(variant.value['ManagedInstanceScaling']).find(isObject);
    const fewest = holdsComponents(variant)
      ? smallestAt(scaling, 'MinInstanceCount')
      : fewestInstances(endpoint, variant, context);
    if (fewest === undefined) {
      return [{ problem: `variant does not say how many instances it keeps, and production needs ${ZONES}`, location }];
    }
    // An endpoint that may go to zero has no instance to lose; what it keeps warm is the matter of SRV-5.
    if (fewest >= ZONES || (fewest === 0 && holdsComponents(variant))) return [];
    return [{ problem: `variant keeps ${fewest} instance, so one zone, and production needs ${ZONES}`, location }];
  });
}
