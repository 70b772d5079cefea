import { NOT_APPLICABLE, type ComplianceRule, type RuleContext, type RuleOutcome } from '../rule';
import {
  type ResourceView,
  hostingInstances,
  isTrue,
  itemsOf,
  missingOfVpc,
  rangeOfAnywhere,
  rotationOf,
  STORAGE_VOLUME,
} from '../../template';
import type { Problem } from '../template-check';
import { ENDPOINT_CONFIG, holdsComponents, MODEL, variantsOf } from './shared/endpoints';
import { judge } from './shared/judge';
import { endpointKeyProblems, STORE_TYPES, storeProblems } from './shared/stores';

const KEY = 'AWS::KMS::Key';
const GROUP = 'AWS::EC2::SecurityGroup';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';

/** Data is encrypted with keys of the company, and models are out of reach of the internet. */
export const rule: ComplianceRule = {
  id: 'SEC-5',
  title:
    'Every store is encrypted with a customer managed key that rotates, models run isolated in a VPC, and no security group is public',
  remedy:
    'give the construct its encryptionKey and network (ProtectedBucket, HandlerFunction, the endpoint constructs); admit a security group instead of 0.0.0.0/0',
  resourceTypes: [...new Set([...STORE_TYPES, ENDPOINT_CONFIG, MODEL, KEY, GROUP, INGRESS])],
  check: (resource, context) => {
    const { type } = resource;
    if (type === ENDPOINT_CONFIG) return judge(configProblems(resource, context));
    if (type === MODEL) return judge(isolationProblems('model', resource));
    if (type === KEY) return ofKey(resource);
    if (type === GROUP || type === INGRESS) return judge(ingressProblems(resource));
    const problems = storeProblems(resource, context);
    return problems === 'not-applicable' ? NOT_APPLICABLE : judge(problems);
  },
};

function configProblems(config: ResourceView, context: RuleContext): readonly Problem[] {
  const { types, withLocalStorage } = hostingInstances(config.properties);
  const problems: Problem[] = [];
  const isMixed = withLocalStorage.length > 0 && withLocalStorage.length < types.length;
  if (isMixed) {
    problems.push({
      problem:
        'endpoint configuration mixes instance types with and without local storage, so that no key can be given',
      location: 'Properties.KmsKeyId',
    });
  }
  problems.push(...endpointKeyProblems(config, context, isMixed ? [STORAGE_VOLUME] : []));
  // With models in variants, each model is isolated by itself.
  return variantsOf(config).some(holdsComponents)
    ? [...problems, ...isolationProblems('endpoint configuration', config)]
    : problems;
}

function isolationProblems(what: string, { type, properties }: ResourceView): readonly Problem[] {
  const problems: Problem[] = [];
  if (!isTrue(properties, 'EnableNetworkIsolation')) {
    problems.push({
      problem: `${what} does not isolate its containers from the network (EnableNetworkIsolation)`,
      location: 'Properties.EnableNetworkIsolation',
    });
  }
  for (const path of missingOfVpc({ type, properties })) {
    problems.push({ problem: `${what} has no ${path.split('.').at(-1)} of a VPC`, location: `Properties.${path}` });
  }
  return problems;
}

function ofKey({ properties }: ResourceView): RuleOutcome {
  const rotation = rotationOf(properties);
  if (rotation === 'impossible') return NOT_APPLICABLE;
  return judge(rotation === 'on' ? [] : [{ problem: 'key does not rotate', location: 'Properties.EnableKeyRotation' }]);
}

function ingressProblems({ type, properties }: ResourceView): readonly Problem[] {
  const single = type === INGRESS;
  const rules = single ? [properties] : itemsOf(properties['SecurityGroupIngress']);
  return rules.flatMap((one, index): readonly Problem[] => {
    const from = rangeOfAnywhere(one);
    if (from === undefined) return [];
    const location = single ? 'Properties' : `Properties.SecurityGroupIngress.${index}`;
    return [{ problem: `security group admits the whole internet (${from})`, location }];
  });
}
