import type { Size } from 'aws-cdk-lib';
import type { EndpointProps } from './endpoint-props';

/** Properties of a {@link ScaleToZeroEndpoint}. */
export interface ScaleToZeroEndpointProps extends EndpointProps {
  /** Fewest instances; 0 lets the endpoint go to zero. */
  readonly minInstances: number;
  /** Fewest copies of the model; 0 lets it go to zero, a floor above keeps a latency-sensitive model warm. */
  readonly minCopies: number;
  /** Most copies of the model. */
  readonly maxCopies: number;
  /** Concurrent requests for each copy that scaling aims at, above 0. */
  readonly targetConcurrencyPerCopy: number;
  /**
   * GPUs that one copy needs, at least 1.
   * @default - none: the copy runs on the CPU
   */
  readonly acceleratorsPerCopy?: number;
  /**
   * CPU cores that one copy needs; fractions from 0.25 are possible.
   * @default 1 without GPUs, otherwise none reserved
   */
  readonly cpuCoresPerCopy?: number;
  /** Main memory that one copy needs, at least 128 MiB. */
  readonly memoryPerCopy: Size;
}
