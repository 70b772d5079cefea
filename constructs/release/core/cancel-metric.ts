/** CloudWatch namespace of the release machine's own metrics. */
export const RELEASE_NAMESPACE = 'AiProduction/Release';

/**
 * The metric by which the release machine makes a rollout go back: 1 sets off the rollback alarm of the serving stack, 0
 * calms it. It is not one of the endpoint, about whose versions it says nothing.
 */
export const CANCEL_METRIC = { name: 'CancelledReleases', dimension: 'StackName', periodSeconds: 60 } as const;
