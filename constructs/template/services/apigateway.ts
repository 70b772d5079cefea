import type { ServiceFacts } from '../facts';
import { isTrue, itemsAt, valuesAt } from '../values';

export const apigateway: ServiceFacts = {
  'AWS::ApiGateway::Method': {
    exposure: {
      lookedFor: 'API Gateway methods and routes without authorization',
      reason: (properties) =>
        valuesAt(properties, 'AuthorizationType').includes('NONE') &&
        !valuesAt(properties, 'HttpMethod').every((method) => method === 'OPTIONS') &&
        !isTrue(properties, 'ApiKeyRequired')
          ? 'API method without authorization'
          : undefined,
    },
  },
  'AWS::ApiGateway::RestApi': {
    policies: [{ kind: 'resource', path: 'Policy' }],
    box: 'gateway',
    exposure: {
      lookedFor: 'API Gateway APIs with a public address',
      reason: (properties) =>
        itemsAt(properties, 'EndpointConfiguration', 'Types').includes('PRIVATE')
          ? undefined
          : 'API endpoint with a public address; its methods ask for authorization unless listed here',
    },
  },
  'AWS::ApiGatewayV2::Api': { box: 'gateway' },
  'AWS::ApiGatewayV2::Route': {
    exposure: {
      lookedFor: 'API Gateway methods and routes without authorization',
      reason: (properties) =>
        valuesAt(properties, 'AuthorizationType').some((type) => type === undefined || type === 'NONE')
          ? 'API route without authorization'
          : undefined,
    },
  },
};
