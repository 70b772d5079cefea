import * as path from 'node:path';
import {
  AI_PRODUCTION,
  ANNOTATIONS,
  CLOUDFORMATION,
  COMPLETENESS,
  type ComplianceRule,
  type GateResult,
  NAG_PACKS,
  packName,
  requirements,
  requirementsOf,
  type TemplateCheck,
  type TemplateDocument,
  WAIVERS,
} from '../../constructs/compliance';
import type { ConfigProblem, ResolvedEnvironment } from '../config';
import type { EnvironmentInput, EvidenceInput, ProjectVersion, RuleInput, SynthesizedTemplate } from '../evidence';
import { inputFiles, sha256, toolVersions } from './project';
import { releasedName } from './withhold';

/** What the evidence says of every synthesis, red or green. */
export interface EvidenceBase {
  readonly root: string;
  readonly companyName: string;
  readonly evaluationDate: string;
  readonly project: ProjectVersion;
  readonly rules: readonly ComplianceRule[];
  readonly checks: readonly TemplateCheck[];
}

/**
 * The evidence of a synthesis that reached the gate.
 *
 * @param assembly folder that the files of the documents lie in
 */
export function evidenceOfGate(
  base: EvidenceBase,
  assembly: string,
  environments: readonly ResolvedEnvironment[],
  result: GateResult,
  documents: readonly TemplateDocument[],
): EvidenceInput {
  const templates = documents.map((document): SynthesizedTemplate => ({
    environment: document.environment,
    stack: document.stack,
    stackName: document.stack.split('/').join('-'),
    file: path.relative(assembly, releasedName(document.file)).split(path.sep).join('/'),
    sha256: sha256(document.text),
    region: document.region ?? 'unknown',
    account: document.account ?? 'unknown',
    template: document.template,
    resources: document.resources,
  }));
  const asked = new Map<string, RuleInput>();
  for (const { pack, rule, title } of result.tallies) asked.set(`${pack} ${rule}`, { pack, rule, title });
  for (const rule of ownRules(base)) asked.set(`${rule.pack} ${rule.rule}`, rule);
  return {
    ...common(base),
    templates,
    environments: environments.map(describeEnvironment),
    gate: result,
    rules: [...asked.values()],
    configurationProblems: [],
  };
}

/** The evidence of a synthesis that ended at the configuration. */
export function evidenceOfRefusal(base: EvidenceBase, problems: readonly ConfigProblem[]): EvidenceInput {
  return {
    ...common(base),
    templates: [],
    environments: [],
    rules: ownRules(base),
    configurationProblems: problems.map(({ file, line, column, path: key, what, allowed, remedy }) => ({
      file,
      line,
      column,
      key,
      what,
      remedy: remedy ?? (allowed === undefined ? undefined : `allowed: ${allowed}`),
    })),
  };
}

function common(base: EvidenceBase) {
  return {
    company: { name: base.companyName },
    evaluationDate: base.evaluationDate,
    project: base.project,
    tools: toolVersions(),
    inputs: inputFiles(base.root),
    requirements,
    availablePacks: [...Object.keys(NAG_PACKS).map(packName), AI_PRODUCTION],
  };
}

function ownRules({ rules, checks }: EvidenceBase): RuleInput[] {
  return [...rules.map((rule) => ({ ...inputOf(rule), requirements: requirementsOf(rule) })), ...checks.map(inputOf)];
}

function inputOf({ id, title }: TemplateCheck): RuleInput {
  return { pack: AI_PRODUCTION, rule: `${AI_PRODUCTION}-${id}`, title };
}

function describeEnvironment(environment: ResolvedEnvironment): EnvironmentInput {
  const { name, production, region, recoveryRegion, account } = environment;
  return {
    name,
    production,
    region,
    recoveryRegion,
    account,
    packs: [
      CLOUDFORMATION,
      ...environment.compliancePacks.map(packName),
      AI_PRODUCTION,
      ANNOTATIONS,
      WAIVERS,
      COMPLETENESS,
    ],
    models: environment.models.map((model) => ({
      name: model.name,
      kind: model.kind,
      mode: model.serving.mode,
      owner: `${model.owner.name} <${model.owner.email}>`,
      riskClass: model.riskClass,
      dataClass: model.dataClass,
      source: `${model.source.file}:${model.source.line}`,
    })),
  };
}
