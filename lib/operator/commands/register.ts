import { createHash } from 'node:crypto';
import type { CreateModelPackageCommandInput } from '@aws-sdk/client-sagemaker';
import { allowedText, isAllowedImage } from '../../../constructs/release/core';
import type { ResolvedModel } from '../../config';
import { MODEL_PERMISSIONS, modelNamed, type DeployedModel } from '../aws/models';
import { groupOf, versionLabel } from '../aws/packages';
import type { Session, SessionFor } from '../aws/session';
import { printJson } from '../console';
import { EXIT, OperatorError } from '../errors';
import { confirmOption, type ConfirmOptions, type EnvironmentOptions } from '../options';
import { confirmed, showPlan } from '../prompts';
import { configuration } from '../project-configuration';
import { modelCard } from '../register/card';
import { readRegistration, type Registration, type RegistrationOptions } from '../register/inputs';
import { keepMetrics, METRICS_PERMISSIONS, OBJECT_PERMISSIONS, objectProblem, partsOf } from '../register/objects';
import { propertiesOf, propertyProblems } from '../register/properties';
import { environmentVerb, examples } from '../verb';

interface Options extends EnvironmentOptions, ConfirmOptions, RegistrationOptions {}

/** `blueprint register`: writes a version with where it came from, and its model card. */
export const register = environmentVerb({
  name: 'register',
  description: 'register a version with its origin; refused if anything is missing',
  permissions: [
    ...MODEL_PERMISSIONS,
    ...OBJECT_PERMISSIONS,
    ...METRICS_PERMISSIONS,
    { calls: ['CreateModelPackage'], on: 'versions of the model' },
  ],
  declare: (command) =>
    confirmOption(command)
      .argument('<model>', 'name of the model')
      .option(
        '--image <uri>',
        'container image with its digest, …@sha256:… (default: the one that the configuration pins)',
      )
      .option('--weights <uri>', 'location of the weights: s3://…/ for a folder, or s3://….tar.gz')
      .option('--data-uri <uri>', 'location of the training data, s3://…')
      .option('--data-hash <hash>', 'hash of the training data, sha256:…')
      .option('--data-file <file>', 'local copy of the training data, from which the hash is computed')
      .option('--metrics <file>', 'JSON file with the evaluation metrics: names and numbers')
      .option('--hyperparameters <file>', 'JSON file with the hyperparameters')
      .option('--commit <id>', 'full commit id of the training code (git rev-parse HEAD)')
      .option('--author <name>', 'who made it (default: the identity of the credentials)')
      .option('--description <text>', 'what is new in this version')
      .addHelpText(
        'after',
        examples(
          'blueprint register churn --env prod --weights s3://excorp-models/models/churn/v15/ \\\n' +
            '      --data-uri s3://excorp-data/snapshots/2026-11-01/ --data-file train.parquet \\\n' +
            '      --metrics metrics.json --hyperparameters params.json --commit "$(git rev-parse HEAD)" --yes',
        ),
      ),
  run: async ({ host, open }, options: Options, name: string) => {
    const session = await open(options);
    const model = await modelNamed(session, name);
    const configured = configuredModel(session, name);
    const pinned = configured?.container.pinned === true ? configured.container.image : pinnedImage(model);
    const { registration, problems } = await readRegistration(
      options,
      { image: pinned, author: session.caller.arn },
      host.cwd,
    );
    if (registration === undefined || problems.length > 0) throw refused(name, problems);
    const properties = propertiesOf(registration);
    const found = [
      ...missingMetrics(model, registration),
      ...otherImage(model, registration),
      ...propertyProblems(properties),
      ...(await placeProblems(session, name, registration)),
    ];
    if (found.length > 0) throw refused(name, found);
    showPlan(
      `register a version of ${name} in ${session.description.environment}`,
      planRows(model, registration),
      host,
    );
    await confirmed('Go ahead?', options.yes === true, host);
    const metricsUri = await keepMetrics(session, name, registration.metricsFile);
    const card = modelCard(model, registration, configured);
    const request = packageOf(groupOf(session, name), registration, { properties, metricsUri, card });
    const { ModelPackageArn = '' } = await session.call('CreateModelPackage', request);
    const version = versionLabel(ModelPackageArn);
    if (options.json === true) {
      printJson(host, {
        ok: true,
        model: name,
        environment: session.description.environment,
        version,
        packageArn: ModelPackageArn,
        properties,
        metricsUri,
      });
      return EXIT.ok;
    }
    host.out(`registered ${name} ${version}, which waits for approval`);
    const { environment } = session.description;
    host.err(
      `next: another person approves it: blueprint approve ${name} ${version} --env ${environment} --reason "…"`,
    );
    return EXIT.ok;
  },
});

function refused(name: string, problems: readonly string[]): OperatorError {
  const count = problems.length === 1 ? '1 thing is' : `${problems.length} things are`;
  return new OperatorError(
    `no version of ${name} is registered: ${count} missing or wrong`,
    `fix the problems above; blueprint register --help has an example`,
    EXIT.refused,
    problems,
  );
}

/** Weights where the endpoints of the model may read them, and all objects there. */
async function placeProblems(
  session: SessionFor<typeof OBJECT_PERMISSIONS>,
  name: string,
  { weights, dataUri }: Registration,
): Promise<string[]> {
  const { modelBucket } = session.description;
  const { bucket, key } = partsOf(weights);
  const readable = bucket === modelBucket && key.startsWith(`models/${name}/`);
  const found = await Promise.all([
    readable
      ? objectProblem(session, '--weights', weights)
      : `--weights must be in s3://${modelBucket}/models/${name}/, because the endpoint can read nothing else, got ${weights}; copy them there`,
    objectProblem(session, '--data-uri', dataUri),
  ]);
  return found.flatMap((problem) => problem ?? []);
}

/** The image that releases demand, where they demand one build. */
function pinnedImage({ image }: DeployedModel): string | undefined {
  return image?.digest === undefined ? undefined : allowedText(image);
}

/** What the release would be refused for until the model's file is changed and deployed. */
function otherImage({ model, image: allowed }: DeployedModel, { image }: Registration): string[] {
  if (allowed === undefined || isAllowedImage(image, allowed)) return [];
  return [
    `--image must be ${allowedText(allowed)}, which the release checks, got ${image}; register with that one, or change container in the file of ${model} and deploy first`,
  ];
}

/** A version without them could never be released. */
function missingMetrics({ evaluation = [] }: DeployedModel, { metrics }: Registration): string[] {
  return evaluation
    .filter(({ metric }) => metrics[metric] === undefined)
    .map(({ metric }) => `--metrics must contain ${metric}, which the release checks; measure it`);
}

/** What the release would be refused for. */
function worseThanFloor({ evaluation = [] }: DeployedModel, { metrics }: Registration): string[] {
  return evaluation.flatMap(({ metric, floor = -Infinity, ceiling = Infinity }) => {
    const value = metrics[metric];
    if (value === undefined || (value >= floor && value <= ceiling)) return [];
    const limit = value < floor ? `at least ${floor}` : `at most ${ceiling}`;
    return [`${metric} must be ${limit} to be released, it is ${value}`];
  });
}

function planRows(model: DeployedModel, registration: Registration): [string, string][] {
  const { image, weights, dataUri, dataHash, metrics, hyperparameters, commit, author } = registration;
  const figures = Object.entries(metrics).map(([metric, value]) => `${metric} ${value}`);
  const parameters = Object.entries(hyperparameters).map(([parameter, value]) => `${parameter} ${value}`);
  return [
    ['image', image],
    ['weights', weights],
    ['data', `${dataUri} ${dataHash}`],
    ['metrics', figures.join(', ')],
    ...worseThanFloor(model, registration).map((text): [string, string] => ['warning', text]),
    ...(parameters.length === 0 ? [] : [['hyperparameters', parameters.join(', ')] satisfies [string, string]]),
    ['commit', commit],
    ['author', author],
  ];
}

function packageOf(
  group: string,
  registration: Registration,
  { properties, metricsUri, card }: { properties: Record<string, string>; metricsUri: string; card: string },
): CreateModelPackageCommandInput {
  const { image, weights, commit, metricsFile, description } = registration;
  const folder = weights.endsWith('/');
  const request: CreateModelPackageCommandInput = {
    ModelPackageGroupName: group,
    ModelPackageDescription: description,
    ModelApprovalStatus: 'PendingManualApproval',
    InferenceSpecification: {
      Containers: [
        {
          Image: image,
          ModelDataSource: {
            S3DataSource: {
              S3Uri: weights,
              S3DataType: folder ? 'S3Prefix' : 'S3Object',
              CompressionType: folder ? 'None' : 'Gzip',
            },
          },
        },
      ],
    },
    MetadataProperties: { CommitId: commit, GeneratedBy: 'blueprint register' },
    ModelMetrics: {
      ModelQuality: {
        Statistics: { ContentType: 'application/json', ContentDigest: metricsFile.hash, S3Uri: metricsUri },
      },
    },
    CustomerMetadataProperties: properties,
    ModelCard: { ModelCardContent: card, ModelCardStatus: 'PendingReview' },
  };
  // The same version, registered again after a lost answer, is one version.
  const ClientToken = createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 36);
  return { ...request, ClientToken };
}

/** The model's file, when the configuration of this environment is here. A mistake in it is one of the registration too. */
function configuredModel(session: Session, name: string): ResolvedModel | undefined {
  if (session.root === undefined) return undefined;
  const { ConfigurationError, loadConfig, resolveEnvironments } = configuration();
  try {
    return resolveEnvironments(loadConfig(session.root, { evaluationDate: session.host.today }))
      .find((environment) => environment.name === session.description.environment)
      ?.models.find((model) => model.name === name);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new OperatorError(
      'the configuration is refused, and the model card is made from it',
      'see its problems with: blueprint config check',
      EXIT.refused,
    );
  }
}
