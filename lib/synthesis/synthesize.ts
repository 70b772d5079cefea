import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { App } from 'aws-cdk-lib';
import {
  type AnswerCache,
  CachedEngine,
  type CloudFormationEngine,
  ComplianceGate,
  definitionChecks,
  identityChecks,
  inProcessEngine,
  loadRules,
  type TemplateDocument,
  type Waiver,
} from '../../constructs/compliance';
import { ConfigurationError, loadConfig, resolveEnvironments, type ResolvedEnvironment } from '../config';
import { EnvironmentStage } from '../environment-stage';
import { gatherEvidence, writeEvidence, type EvidenceInput, type ProjectVersion } from '../evidence';
import { featureFlags } from './project';
import { constructing } from './construction';
import { environmentFacts } from './environment-facts';
import { evidenceOfGate, evidenceOfRefusal, type EvidenceBase } from './evidence-input';
import { relativeTraces } from './relative-traces';
import { writeRefusedAssembly } from './refused-assembly';
import { describeVerdict } from './verdict';
import { WITHHELD, WithheldAssembly } from './withhold';

/** What a synthesis depends on, besides the files under {@link SynthesisOptions.root}. */
export interface SynthesisOptions {
  /** The project: the folder that holds `config/`. */
  readonly root: string;
  /** Folder of the cloud assembly; what it holds is deleted first, and nothing in it can be deployed until the end. */
  readonly outdir: string;
  /** The day for which waivers and readiness evidence are judged, `YYYY-MM-DD` (UTC). */
  readonly evaluationDate: string;
  readonly project: ProjectVersion;
  /** Synthesize this environment only. @default - all */
  readonly environment?: string;
  /** @default - in this thread */
  readonly cloudFormationEngine?: CloudFormationEngine;
  /** Keeps what libraries answered about templates and definitions. @default - they are asked in every synthesis */
  readonly answers?: AnswerCache;
  /**
   * Adds constructs of the company to an environment, after ours exist and before the gate looks at them. To synthesize
   * there, before the gate is attached, is refused.
   * @default - none
   */
  readonly extend?: (stage: EnvironmentStage) => void;
}

/** What came of a synthesis. */
export interface SynthesisResult {
  readonly verdict: 'passed' | 'refused';
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** The page that a reviewer opens. */
  readonly evidencePage: string;
  /** What to tell the person who asked for it. */
  readonly message: string;
}

/**
 * Configuration → environments → synthesis under the gate → evidence → release. The evidence is written whatever the
 * verdict; the templates are withheld until it is, and those of a refused synthesis for good.
 */
export async function synthesize(options: SynthesisOptions): Promise<SynthesisResult> {
  const withheld = new WithheldAssembly(options.outdir);
  try {
    return await decide(options, withheld);
  } finally {
    withheld.discard();
  }
}

async function decide(options: SynthesisOptions, withheld: WithheldAssembly): Promise<SynthesisResult> {
  const { root, evaluationDate, project } = options;
  const checks = [...identityChecks, ...definitionChecks(options.answers)];
  const base = { root, evaluationDate, project, rules: loadRules(companyRuleFolders()), checks, companyName: '' };
  try {
    const config = loadConfig(root, { evaluationDate });
    const environments = choose(resolveEnvironments(config), options.environment);
    return await build(options, withheld, { ...base, companyName: config.company.name }, environments);
  } catch (error) {
    // Whatever it was, it was not the fault of this synthesis.
    withheld.assertOwned();
    if (!(error instanceof ConfigurationError)) throw error;
    return refuse(options, withheld, base, error);
  }
}

/** Rules of the company, compiled by the build beside the engine's: `config/rules/<id>.rule.ts`. */
function companyRuleFolders(): string[] {
  const folder = path.join(__dirname, '../../config/rules');
  return existsSync(folder) ? [folder] : [];
}

async function build(
  options: SynthesisOptions,
  withheld: WithheldAssembly,
  base: EvidenceBase,
  environments: readonly ResolvedEnvironment[],
): Promise<SynthesisResult> {
  const { result, templates } = constructing(base.root, () => evaluate(options, withheld, base, environments));
  const evidence = evidenceOfGate(base, withheld.folder, environments, result, templates);
  return finish(
    options,
    withheld,
    describeVerdict(result),
    evidence,
    result.verdict === 'passed' ? templates : undefined,
  );
}

function evaluate(
  options: SynthesisOptions,
  withheld: WithheldAssembly,
  base: EvidenceBase,
  environments: readonly ResolvedEnvironment[],
) {
  const app = new App({
    outdir: withheld.folder,
    // An app that a construct broke off would synthesize what there is of it when the process ends, past the gate.
    autoSynth: false,
    // The feature flags decide what is synthesized, whoever asks for it: the command line gives them, tests do not.
    context: featureFlags(options.root),
    // The verdict is ours to announce: CDK would print the report a second time, or throw before the evidence is written.
    postCliContext: {
      '@aws-cdk/core:failSynthOnValidationErrors': false,
      // Otherwise CDK calls the errors of its own validation warnings in the report of a saved assembly.
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      // Templates do not depend on options of the command line, and findings are acknowledged by path.
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
    },
  });
  const stages = environments.map((environment) => new EnvironmentStage(app, environment));
  withheld.hold(app);
  if (options.extend !== undefined) {
    for (const stage of stages) options.extend(stage);
    // The company may have added stages.
    withheld.hold(app);
  }
  const gate = ComplianceGate.attach(app, {
    environments: stages.map((stage) => ({
      stage,
      production: stage.environment.production,
      packs: stage.environment.compliancePacks,
      configuration: environmentFacts(stage.environment),
    })),
    evaluationDate: base.evaluationDate,
    rules: base.rules,
    checks: base.checks,
    waivers: waiversOf(environments),
    cloudFormationEngine: engineOf(options),
    templateEnding: WITHHELD,
    sourceRoot: base.root,
  });
  withheld.admit();
  return { result: gate.conclude(app.synth()), templates: gate.templates };
}

function engineOf({ cloudFormationEngine = inProcessEngine, answers }: SynthesisOptions): CloudFormationEngine {
  return answers === undefined ? cloudFormationEngine : new CachedEngine(cloudFormationEngine, answers);
}

async function refuse(
  options: SynthesisOptions,
  withheld: WithheldAssembly,
  base: EvidenceBase,
  { problems, message }: ConfigurationError,
): Promise<SynthesisResult> {
  // What was made before a construct broke off.
  withheld.restart();
  writeRefusedAssembly(withheld, options.root, problems);
  return finish(options, withheld, message, evidenceOfRefusal(base, problems));
}

/** @param judged the templates that the gate has passed @default - it refused */
async function finish(
  { root, outdir, answers }: SynthesisOptions,
  withheld: WithheldAssembly,
  message: string,
  evidence: EvidenceInput,
  judged?: readonly TemplateDocument[],
): Promise<SynthesisResult> {
  relativeTraces(withheld.folder, root);
  await writeEvidence(path.join(withheld.folder, 'evidence'), gatherEvidence(evidence), answers);
  await withheld.publish(judged);
  const verdict = judged === undefined ? 'refused' : 'passed';
  return { verdict, assembly: outdir, evidencePage: path.join(outdir, 'evidence/index.html'), message };
}

function choose(
  environments: readonly ResolvedEnvironment[],
  name: string | undefined,
): readonly ResolvedEnvironment[] {
  if (name === undefined) return environments;
  const chosen = environments.filter((environment) => environment.name === name);
  if (chosen.length > 0) return chosen;
  const known = environments.map((environment) => environment.name).join(', ');
  throw new Error(`environment ${name} does not exist; choose one of ${known} with -c env=<name>`);
}

/** A waiver that counts in several environments is one waiver. */
function waiversOf(environments: readonly ResolvedEnvironment[]): Waiver[] {
  const bySource = new Map<string, Waiver>();
  for (const environment of environments) {
    for (const waiver of environment.waivers) {
      const source = `${waiver.source.file}:${waiver.source.line}`;
      const known = bySource.get(source);
      bySource.set(source, {
        ...waiver,
        environments: [...(known?.environments ?? []), environment.name],
        owner: `${waiver.owner.name} <${waiver.owner.email}>`,
        approver: `${waiver.approver.name} <${waiver.approver.email}>`,
        source,
      });
    }
  }
  return [...bySource.values()];
}
