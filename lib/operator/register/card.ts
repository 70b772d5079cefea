import type { ResolvedModel } from '../../config';
import type { DeployedModel } from '../aws/models';
import type { Registration } from './inputs';

/** Limits of the card's schema: https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-details.html#model-card-schema */
const MAX_TEXT = 2048;
const MAX_DETAIL = 1024;
const MAX_ENTRIES = 100;

const RISK = { low: 'Low', medium: 'Medium', high: 'High' } as const;

/**
 * The model card of a version, as the registry's schema for model packages wants it.
 *
 * @param configured the model's file; without it the card says what the environment publishes of the model
 */
export function modelCard(model: DeployedModel, registration: Registration, configured?: ResolvedModel): string {
  const { author, weights, dataUri, image, metrics, hyperparameters, commit, dataHash, description } = registration;
  return JSON.stringify({
    model_overview: { model_creator: cut(author, MAX_DETAIL), model_artifact: [cut(weights, MAX_DETAIL)] },
    intended_uses: {
      purpose_of_model: cut(configured?.description ?? model.description, MAX_TEXT),
      risk_rating: RISK[configured?.riskClass ?? model.riskClass],
    },
    ...(configured !== undefined && { business_details: businessDetails(configured) }),
    training_details: {
      ...(description !== undefined && { training_observations: cut(description, MAX_DETAIL) }),
      training_job_details: {
        training_datasets: [cut(dataUri, MAX_DETAIL)],
        training_environment: { container_image: [cut(image, MAX_DETAIL)] },
        user_provided_hyper_parameters: Object.entries(hyperparameters)
          .slice(0, MAX_ENTRIES)
          .map(([name, value]) => ({ name: cut(name, 255), value: cut(value, 255) })),
      },
    },
    evaluation_details: [
      {
        name: 'held-out data',
        metric_groups: [
          {
            name: 'metrics',
            metric_data: Object.entries(metrics)
              .slice(0, MAX_ENTRIES)
              .map(([name, value]) => ({ name: cut(name, 255), type: 'number', value })),
          },
        ],
      },
    ],
    additional_information: {
      custom_details: {
        'source commit': commit,
        'training data hash': dataHash,
        owner: cut(configured === undefined ? model.owner : contact(configured), MAX_DETAIL),
        ...(configured !== undefined && operation(configured)),
      },
    },
  });
}

function businessDetails({ businessMetrics, governance, costCentre }: ResolvedModel): object {
  const goals = businessMetrics.map(
    ({ name, target, unit, description }) =>
      `${name}: ${description} (target ${target}${unit === 'None' ? '' : ` ${unit}`} a month)`,
  );
  const { businessCase, executiveSponsor } = governance.readiness;
  return {
    business_problem: cut([businessCase?.summary, ...goals].filter((one) => one !== undefined).join('; '), MAX_TEXT),
    business_stakeholders: cut(executiveSponsor?.summary ?? governance.owner, MAX_TEXT),
    line_of_business: cut(costCentre.name, MAX_TEXT),
  };
}

function operation({ dataClass, objectives, capabilities, governance, kind }: ResolvedModel): Record<string, string> {
  const evidence = Object.entries(governance.readiness).map(([item, found]): [string, string] => [
    `readiness ${item}`,
    cut(`${found.summary} (${found.evidence}, until ${found.expires})`, MAX_DETAIL),
  ]);
  // Loaded where a configuration was: help needs none of its libraries.
  const { capabilityCard } = require('../../capabilities') as typeof import('../../capabilities');
  return {
    kind,
    'data class': dataClass,
    'latency objective': `p99 ${objectives.latencyP99Milliseconds} ms`,
    'availability objective': `${objectives.availabilityPercent} %`,
    ...capabilityCard(capabilities),
    ...Object.fromEntries(evidence),
  };
}

function contact({ owner }: ResolvedModel): string {
  return `${owner.name} <${owner.email}>`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
