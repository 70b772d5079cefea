import type { ServiceFacts } from '../facts';

export const ssm: ServiceFacts = {
  'AWS::SSM::Parameter': {
    stores: [
      {
        otherwise: {
          holder: 'not stated',
          detail: 'a String parameter, readable to who may read the parameter: no place for secrets',
        },
      },
    ],
  },
};
