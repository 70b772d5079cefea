import {
  defaultInferenceAmi,
  EnvironmentNames,
  INSTANCE_TYPES,
  type ModelGovernance,
  READINESS_ITEMS,
  type ReadinessEvidence,
} from '../../constructs/model/core';
import { capabilityMetadata, capabilityValues } from '../capabilities';
import { expiryOf } from './checks/readiness';
import { imageIn } from './images';
import type { Config } from './load';
import { mergeModel, overridePath } from './merge';
import { originsOf } from './origins';
import type { Contact, ResolvedContainer, ResolvedEnvironment, ResolvedModel, ResolvedWaiver } from './resolved';
import type { Environment } from './schema-environment';
import { modelCoreSchema, type Model, type ModelCore } from './schema-model';
import type { Waiver } from './schema-waivers';
import type { SourceFile } from './source-file';

/** Overrides merged, defaults applied, references resolved: what the stacks are wired from. */
export function resolveEnvironments(config: Config): readonly ResolvedEnvironment[] {
  return config.environments.map((environment) => resolveEnvironment(config, environment));
}

function resolveEnvironment(config: Config, environment: Environment): ResolvedEnvironment {
  const { company } = config;
  const { schemaVersion: _, ...values } = environment;
  const source = known(config.sources.environments.get(environment.name), `file of ${environment.name}`);
  const origins = originsOf(values, (path) =>
    source.has(path) ? { kind: 'file', ...at(source, path) } : { kind: 'default' },
  );
  origins.set('name', { kind: 'file', file: source.file, line: 1 });
  return {
    ...values,
    company,
    names: new EnvironmentNames(company.prefix, environment.name),
    platformOwner: contactOf(config, company.platformOwner),
    budget: { ...environment.budget, notify: contactOf(config, environment.budget.notify) },
    models: config.models
      .filter((model) => overridesOf(model, environment)?.enabled !== false)
      .map((model) => resolveModel(config, environment, model)),
    waivers: config.waivers.flatMap((waiver, index) =>
      waiver.environments.includes(environment.name) ? [resolveWaiver(config, waiver, index)] : [],
    ),
    source: at(source, []),
    origins,
  };
}

function overridesOf(model: Model, environment: Environment): Model['environments'][string] | undefined {
  return Object.hasOwn(model.environments, environment.name) ? model.environments[environment.name] : undefined;
}

function resolveModel(config: Config, environment: Environment, model: Model): ResolvedModel {
  const source = known(config.sources.models.get(model.name), `file of ${model.name}`);
  const core = modelCoreSchema.parse(mergeModel(source.data, environment.name));
  const container = resolveContainer(core, environment);
  const owner = contactOf(config, core.owner);
  const origins = originsOf({ ...core, container: { ...core.container, ...container } }, (path) => {
    const override = overridePath(environment.name, path);
    if (source.has(override)) return { kind: 'override', ...at(source, override) };
    if (source.has(path)) return { kind: 'file', ...at(source, path) };
    // Of the container some parts are worked out; everything else that no file says is a default of the schema.
    return { kind: path[0] === 'container' && path[1] !== 'environment' ? 'derived' : 'default' };
  });
  return {
    name: core.name,
    description: core.description,
    kind: core.kind,
    owner,
    costCentre: { code: core.costCentre, name: known(config.company.costCentres[core.costCentre], core.costCentre) },
    riskClass: core.riskClass,
    dataClass: core.dataClass,
    container,
    serving: core.serving,
    objectives: core.objectives,
    budget: core.budget,
    businessMetrics: core.businessMetrics,
    evaluation: core.evaluation,
    capabilities: capabilityValues(core),
    governance: governanceOf(config, core, owner),
    source: at(source, ['name']),
    origins,
  };
}

function resolveContainer(core: ModelCore, environment: Environment): ResolvedContainer {
  const { container, serving } = core;
  const gpu = serving.instanceTypes.some((name) => (INSTANCE_TYPES.get(name)?.accelerators ?? 0) > 0);
  const { region, recoveryRegion } = environment;
  const image = known(imageIn(region, container, gpu), `image of ${core.name} in ${region}`);
  const recovery = recoveryRegion === undefined ? undefined : imageIn(recoveryRegion, container, gpu);
  return {
    image: image.uri,
    recoveryImage: recovery?.uri,
    pinned: image.digest !== undefined,
    framework: container.framework,
    repository: { account: image.account, region: image.region, name: image.repository },
    environment: container.environment,
    inferenceAmiVersion: container.inferenceAmiVersion ?? defaultInferenceAmi(serving.instanceTypes),
  };
}

function governanceOf(config: Config, core: ModelCore, owner: Contact): ModelGovernance {
  const readiness: Partial<Record<(typeof READINESS_ITEMS)[number], ReadinessEvidence>> = {};
  for (const item of READINESS_ITEMS) {
    const found = core.readiness[item];
    if (found === undefined) continue;
    const { evidence, summary, date, validityDays } = found;
    const expires = expiryOf(date, validityDays, config.company.readinessValidityDays);
    readiness[item] = { evidence, summary, owner: addressed(contactOf(config, found.owner)), date, expires };
  }
  return {
    model: core.name,
    owner: addressed(owner),
    costCentre: core.costCentre,
    riskClass: core.riskClass,
    dataClass: core.dataClass,
    readiness,
    objectives: core.objectives,
    ...capabilityMetadata(capabilityValues(core)),
  };
}

function resolveWaiver(config: Config, waiver: Waiver, index: number): ResolvedWaiver {
  const source = known(config.sources.waivers, 'config/waivers.yaml');
  return {
    ...waiver,
    owner: contactOf(config, waiver.owner),
    approver: contactOf(config, waiver.approver),
    source: at(source, ['waivers', index]),
  };
}

function addressed({ name, email }: Contact): string {
  return `${name} <${email}>`;
}

function contactOf(config: Config, key: string): Contact {
  const contact = known(config.company.contacts[key], `contact ${key}`);
  return { key, name: contact.name, email: contact.email };
}

function at(source: SourceFile, path: readonly (string | number)[]): { file: string; line: number } {
  return { file: source.file, line: source.locate(path).line };
}

/** What loadConfig has made sure of. */
function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} was checked by loadConfig and is not there`);
  return value;
}
