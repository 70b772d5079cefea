"""SageMaker's registry and hosting: the service API, endpoint lifecycles and local containers."""
