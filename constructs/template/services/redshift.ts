import type { ServiceFacts } from '../facts';
import { mayBeTrue } from '../values';

export const redshift: ServiceFacts = {
  'AWS::Redshift::Cluster': {
    exposure: {
      lookedFor: 'publicly accessible databases and clusters',
      reason: (properties) => (mayBeTrue(properties, 'PubliclyAccessible') ? 'publicly accessible cluster' : undefined),
    },
  },
};
