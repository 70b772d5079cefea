import type { ServiceFacts } from '../facts';
import { valuesAt } from '../values';

export const elasticloadbalancing: ServiceFacts = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    exposure: {
      lookedFor: 'internet-facing load balancers',
      reason: (properties) =>
        valuesAt(properties, 'Scheme').every((scheme) => scheme === 'internal')
          ? undefined
          : 'internet-facing load balancer',
    },
  },
};
