import type { ServiceFacts } from '../facts';
import { mayBeTrue } from '../values';

export const rds: ServiceFacts = {
  'AWS::RDS::DBInstance': {
    exposure: {
      lookedFor: 'publicly accessible databases and clusters',
      reason: (properties) =>
        mayBeTrue(properties, 'PubliclyAccessible') ? 'publicly accessible database' : undefined,
    },
  },
};
