import type { STSClient } from '@aws-sdk/client-sts';
import type { Host } from '../console';

/** The clients of AWS, each loaded when something is asked of it: they take longer to load than help takes to print. */
export const sdk = {
  budgets: () => require('@aws-sdk/client-budgets') as typeof import('@aws-sdk/client-budgets'),
  cloudformation: () => require('@aws-sdk/client-cloudformation') as typeof import('@aws-sdk/client-cloudformation'),
  cloudtrail: () => require('@aws-sdk/client-cloudtrail') as typeof import('@aws-sdk/client-cloudtrail'),
  cloudwatch: () => require('@aws-sdk/client-cloudwatch') as typeof import('@aws-sdk/client-cloudwatch'),
  costExplorer: () => require('@aws-sdk/client-cost-explorer') as typeof import('@aws-sdk/client-cost-explorer'),
  dynamodb: () => require('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb'),
  ecr: () => require('@aws-sdk/client-ecr') as typeof import('@aws-sdk/client-ecr'),
  iam: () => require('@aws-sdk/client-iam') as typeof import('@aws-sdk/client-iam'),
  lambda: () => require('@aws-sdk/client-lambda') as typeof import('@aws-sdk/client-lambda'),
  logs: () => require('@aws-sdk/client-cloudwatch-logs') as typeof import('@aws-sdk/client-cloudwatch-logs'),
  s3: () => require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3'),
  sagemaker: () => require('@aws-sdk/client-sagemaker') as typeof import('@aws-sdk/client-sagemaker'),
  sagemakerRuntime: () =>
    require('@aws-sdk/client-sagemaker-runtime') as typeof import('@aws-sdk/client-sagemaker-runtime'),
  serviceQuotas: () => require('@aws-sdk/client-service-quotas') as typeof import('@aws-sdk/client-service-quotas'),
  sfn: () => require('@aws-sdk/client-sfn') as typeof import('@aws-sdk/client-sfn'),
  sns: () => require('@aws-sdk/client-sns') as typeof import('@aws-sdk/client-sns'),
  ssm: () => require('@aws-sdk/client-ssm') as typeof import('@aws-sdk/client-ssm'),
  sts: () => require('@aws-sdk/client-sts') as typeof import('@aws-sdk/client-sts'),
} as const;

type Credentials = STSClient['config']['credentials'];

/** What every AWS client is made with. Endpoints of `AWS_ENDPOINT_URL*` are taken by the SDK itself. */
interface ClientSettings {
  readonly region?: string;
  readonly credentials?: Credentials;
  readonly maxAttempts: number;
  /** For S3: virtual hosts do not exist behind an endpoint of one's own. */
  readonly forcePathStyle?: boolean;
}

/** The client of a class: made once. */
export type Clients = <T>(Client: new (settings: ClientSettings) => T) => T;

/** @param region where AWS is asked. @default - the Region of the credentials' profile */
export function clientsFor(region: string | undefined, variables: Host['variables']): Clients {
  const made = new Map<unknown, unknown>();
  const ownEndpoint = (variables['AWS_ENDPOINT_URL_S3'] ?? variables['AWS_ENDPOINT_URL']) !== undefined;
  const settings: ClientSettings = { region, maxAttempts: 4, ...(ownEndpoint && { forcePathStyle: true }) };
  // One resolution of credentials for all clients: a role with a second factor is asked for once.
  const { STSClient: Sts } = sdk.sts();
  const sts = new Sts(settings);
  made.set(Sts, sts);
  return <T>(Client: new (settings: ClientSettings) => T): T => {
    const known = made.get(Client);
    if (known !== undefined) return known as T;
    const client = new Client({ ...settings, credentials: sts.config.credentials });
    made.set(Client, client);
    return client;
  };
}
