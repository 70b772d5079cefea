import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeInferenceComponentCommand,
  DescribeModelCommand,
  DescribeModelPackageCommand,
  type DescribeEndpointConfigOutput,
  type ProductionVariant,
  type SageMakerClient,
  SageMakerServiceException,
} from '@aws-sdk/client-sagemaker';
import {
  draftOf,
  type FleetLookup,
  type Instant,
  lineageOf,
  type ObservationDraft,
  planOf,
  type ServingVersion,
  sha256,
} from './core';

/** Looks up in SageMaker what an endpoint serves: configuration → model → model package. Remembers what never changes. */
export class SageMakerLookup implements FleetLookup {
  private readonly configurations = new Map<string, Promise<DescribeEndpointConfigOutput | undefined>>();

  constructor(private readonly client: SageMakerClient) {}

  /** The endpoint as it is now; `DELETED` when there is none. */
  public async describe(endpointName: string, now: () => Instant): Promise<ObservationDraft> {
    const described = await found(this.client.send(new DescribeEndpointCommand({ EndpointName: endpointName })));
    const at = now();
    if (described === undefined) return { endpointName, status: 'DELETED', at };
    const draft = draftOf(described, at);
    if (draft === undefined) throw new Error(`the status of ${endpointName} is unknown: ${described.EndpointStatus}`);
    return { ...draft, at };
  }

  /** Whether the models of a configuration can change without it: those of inference components. */
  public async isLive(endpointConfigName: string): Promise<boolean> {
    const config = await this.configuration(endpointConfigName);
    return config?.ProductionVariants?.some(({ ModelName }) => ModelName === undefined) ?? false;
  }

  public async versionsOf(endpointConfigName: string, endpointName: string): Promise<readonly ServingVersion[]> {
    const config = await this.configuration(endpointConfigName);
    const variants = config?.ProductionVariants ?? [];
    if (config === undefined || variants.length === 0) return [{ variantName: '', endpointConfigName, weight: 1 }];
    const configurationHash = hashOfConfiguration(config);
    const models = await Promise.all(variants.map((variant) => this.modelOf(variant, endpointName)));
    return models.map((model) => Object.assign(model, { endpointConfigName, configurationHash }));
  }

  public async planOf(draft: ObservationDraft): Promise<readonly number[] | undefined> {
    const { endpointName, pending } = draft;
    if (pending === undefined) return undefined;
    const described = await found(this.client.send(new DescribeEndpointCommand({ EndpointName: endpointName })));
    const current = described?.PendingDeploymentSummary;
    // The endpoint may be elsewhere by now: the plan counts only for the deployment that the draft is about.
    const same =
      current?.EndpointConfigName === pending.endpointConfigName &&
      (pending.startedAt === undefined || current.StartTime?.toISOString() === pending.startedAt);
    return same ? planOf(described?.LastDeploymentConfig, pending.instances) : undefined;
  }

  private configuration(name: string): Promise<DescribeEndpointConfigOutput | undefined> {
    const known = this.configurations.get(name);
    if (known !== undefined) return known;
    const asked = found(this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })));
    this.configurations.set(name, asked);
    // A failure is not an answer: ask again next time.
    asked.catch(() => this.configurations.delete(name));
    return asked;
  }

  private async modelOf(
    variant: ProductionVariant,
    endpointName: string,
  ): Promise<Omit<ServingVersion, 'endpointConfigName'>> {
    if (variant.ModelName !== undefined) {
      return {
        variantName: variant.VariantName ?? '',
        weight: variant.InitialVariantWeight ?? 1,
        ...(await this.packageOf(variant.ModelName)),
      };
    }
    const component = await found(
      this.client.send(new DescribeInferenceComponentCommand({ InferenceComponentName: endpointName })),
    );
    const model = component?.Specification?.ModelName;
    return {
      variantName: variant.VariantName ?? '',
      // While a component is updated, copies of both versions answer, and nothing tells in which shares.
      weight: component?.InferenceComponentStatus === 'InService' ? 1 : undefined,
      ...(model === undefined ? {} : await this.packageOf(model)),
    };
  }

  private async packageOf(modelName: string): Promise<Partial<ServingVersion>> {
    const model = await found(this.client.send(new DescribeModelCommand({ ModelName: modelName })));
    const containers = [model?.PrimaryContainer, ...(model?.Containers ?? [])];
    const container = containers.find((one) => one?.ModelPackageName !== undefined);
    const name = container?.ModelPackageName;
    if (name === undefined) return { modelName };
    const described = await found(this.client.send(new DescribeModelPackageCommand({ ModelPackageName: name })));
    return { modelName, ...lineageOf(described?.ModelPackageArn ?? name, described ?? {}) };
  }
}

/** Hash of what a configuration says, names, times and models left out: equal for equal settings. */
function hashOfConfiguration(config: DescribeEndpointConfigOutput): string {
  const { ProductionVariants, AsyncInferenceConfig, VpcConfig, EnableNetworkIsolation, KmsKeyId, ExecutionRoleArn } =
    config;
  const variants = (ProductionVariants ?? []).map((variant) =>
    Object.entries(variant).filter(([key]) => key !== 'ModelName'),
  );
  return sha256({ variants, AsyncInferenceConfig, VpcConfig, EnableNetworkIsolation, KmsKeyId, ExecutionRoleArn });
}

/** Undefined for what is not there: SageMaker says so by a validation error. Any other error is passed on. */
async function found<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof SageMakerServiceException)) throw error;
    const missing = error.name === 'ResourceNotFound' || /could not find|does not exist/i.test(error.message);
    if (missing) return undefined;
    throw error;
  }
}
