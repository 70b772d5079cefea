import type { EndpointProps } from './endpoint-props';

/** Properties of a {@link RealtimeEndpoint}. */
export interface RealtimeEndpointProps extends EndpointProps {
  /** Fewest instances, kept warm: at least 1, and at least 2 to survive the loss of a zone. */
  readonly minInstances: number;
  /** Concurrent requests for each instance that scaling aims at, above 0. */
  readonly targetConcurrencyPerInstance: number;
}
