import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ResolvedEnvironment } from '../config';

/** Properties of an {@link EnvironmentStack}. */
export interface EnvironmentStackProps {
  readonly environment: ResolvedEnvironment;
  /** What the stack is for, one sentence: operators read it in the console. */
  readonly description: string;
  /** @default - the Region of the environment */
  readonly region?: string;
}

/** A stack of an environment. Its zones are those of the configuration, so that synthesis never asks an account. */
export class EnvironmentStack extends Stack {
  protected readonly environmentConfig: ResolvedEnvironment;

  constructor(scope: Construct, id: string, props: EnvironmentStackProps) {
    const { environment, description, region } = props;
    super(scope, id, {
      description,
      env: { account: environment.account, region: region ?? environment.region },
      terminationProtection: environment.deletionProtection,
    } satisfies StackProps);
    this.environmentConfig = environment;
  }

  public override get availabilityZones(): string[] {
    return [...this.environmentConfig.network.availabilityZones];
  }
}
