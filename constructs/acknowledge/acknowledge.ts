import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A rule that does not fit one construct of the engine, and the control that stands in its place. */
export interface EngineAcknowledgement {
  /** Qualified with its pack, so that it stays in the report: `AwsSolutions::AwsSolutions-S1`. */
  readonly id: `${string}::${string}`;
  /** Why the rule is wrong here. */
  readonly reason: string;
  /** What protects instead. */
  readonly compensatingControl: string;
}

/**
 * Acknowledges rules at the narrowest construct, for defaults of the engine that every user would have to acknowledge.
 * What a company decides for itself belongs in `config/waivers.yaml`, which has owner and expiry.
 */
export function acknowledge(construct: IConstruct, ...acknowledgements: readonly EngineAcknowledgement[]): void {
  for (const { id, reason, compensatingControl } of acknowledgements) {
    Validations.of(construct).acknowledge({ id, reason: `${reason} Compensating control: ${compensatingControl}` });
  }
}
