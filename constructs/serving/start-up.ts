import { Duration } from 'aws-cdk-lib';
import type { EndpointProps } from './endpoint-props';

type StartUp = Pick<EndpointProps, 'startupTimeout' | 'downloadTimeout'>;

/** The start-up time-out, or its default. */
export function startupTimeoutOf(props: StartUp): Duration {
  return props.startupTimeout ?? Duration.minutes(10);
}

/** The download time-out, or its default. */
export function downloadTimeoutOf(props: StartUp): Duration {
  return props.downloadTimeout ?? Duration.minutes(15);
}

/** Seconds that a version may take until it answers; a token where one of the time-outs is known at deployment only. */
export function startSecondsOf(props: StartUp): number {
  const [startup, download] = [startupTimeoutOf(props), downloadTimeoutOf(props)];
  // A sum of tokens is no token.
  if (startup.isUnresolved()) return startup.toSeconds();
  return download.isUnresolved() ? download.toSeconds() : startup.toSeconds() + download.toSeconds();
}
