import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A rule that is wrong for one construct of the engine, and its compensating control. */
export interface EngineAcknowledgement {
  /** Qualified with its pack, so that the report keeps it: `AwsSolutions::AwsSolutions-S1`. */
  readonly id: `${string}::${string}`;
  /** Why the rule is wrong here. */
  readonly reason: string;
  /** What protects instead. */
  readonly compensatingControl: string;
}

/**
 * Acknowledges rules at the narrowest construct, for defaults of the engine that every user would have to acknowledge.
 * What a company decides for itself belongs in `config/waivers.yaml`, with an owner and an expiry date.
 */
export function acknowledge(construct: IConstruct, ...acknowledgements: readonly EngineAcknowledgement[]): void {
  for (const { id, reason, compensatingControl } of acknowledgements) {
    Validations.of(construct).acknowledge({ id, reason: `${reason} Compensating control: ${compensatingControl}` });
  }
}
