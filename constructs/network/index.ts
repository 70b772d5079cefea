export type { EndpointService, GatewayPrefixLists } from './endpoint-services';
export { ENDPOINT_SERVICES } from './endpoint-services';
export * from './network';
