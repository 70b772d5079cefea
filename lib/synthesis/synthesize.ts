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
  type Waiver,
} from '../../constructs/compliance';
import {
  type ConfigProblem,
  ConfigurationError,
  loadConfig,
  resolveEnvironments,
  type ResolvedEnvironment,
} from '../config';
import { EnvironmentStage } from '../environment-stage';
import { gatherEvidence, writeEvidence, type EvidenceInput, type ProjectVersion } from '../evidence';
import { featureFlags } from './project';
import { clearAssembly } from './clear';
import { constructing } from './construction';
import { environmentFacts } from './environment-facts';
import { evidenceOfGate, evidenceOfRefusal, type EvidenceBase } from './evidence-input';
import { relativeTraces } from './relative-traces';
import { writeRefusedAssembly } from './refusal';
import { describeVerdict } from './verdict';
import { withholdTemplates } from './withhold';

/** What a synthesis depends on, besides the files under {@link SynthesisOptions.root}. */
export interface SynthesisOptions {
  /** The project: the folder that holds `config/`. */
  readonly root: string;
  /** Folder of the cloud assembly; what it holds is deleted first. */
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
   * Adds constructs of the company to an environment, after ours exist and before the gate looks at them.
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
 * Configuration → environments → synthesis under the gate → evidence. The evidence is written whatever the verdict; the
 * templates of a refused synthesis are withheld from deployment.
 */
export async function synthesize(options: SynthesisOptions): Promise<SynthesisResult> {
  const { root, evaluationDate, project } = options;
  clearAssembly(options.outdir);
  const checks = [...identityChecks, ...definitionChecks(options.answers)];
  const base = { root, evaluationDate, project, rules: loadRules(companyRuleFolders()), checks, companyName: '' };
  try {
    const config = loadConfig(root, { evaluationDate });
    const environments = choose(resolveEnvironments(config), options.environment);
    return await build(options, { ...base, companyName: config.company.name }, environments);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return refuse(options, base, error.problems, error.message);
  }
}

/** Rules of the company, compiled by the build beside the engine's: `config/rules/<id>.rule.ts`. */
function companyRuleFolders(): string[] {
  const folder = path.join(__dirname, '../../config/rules');
  return existsSync(folder) ? [folder] : [];
}

async function build(
  options: SynthesisOptions,
  base: EvidenceBase,
  environments: readonly ResolvedEnvironment[],
): Promise<SynthesisResult> {
  const { gate, assembly } = constructing(base.root, () => evaluate(options, base, environments));
  const evidence = evidenceOfGate(base, assembly, environments, gate);
  return finish(options, assembly, gate.result.verdict, describeVerdict(gate.result), evidence);
}

function evaluate(options: SynthesisOptions, base: EvidenceBase, environments: readonly ResolvedEnvironment[]) {
  const app = new App({
    outdir: options.outdir,
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
  for (const stage of stages) options.extend?.(stage);
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
    sourceRoot: base.root,
  });
  for (const stage of stages) gate.synthesizeEarly(stage);
  return { gate, assembly: app.synth().directory };
}

function engineOf({ cloudFormationEngine = inProcessEngine, answers }: SynthesisOptions): CloudFormationEngine {
  return answers === undefined ? cloudFormationEngine : new CachedEngine(cloudFormationEngine, answers);
}

async function refuse(
  options: SynthesisOptions,
  base: EvidenceBase,
  problems: readonly ConfigProblem[],
  message: string,
): Promise<SynthesisResult> {
  // What was made before a construct broke off.
  clearAssembly(options.outdir);
  const assembly = writeRefusedAssembly(options.outdir, options.root, problems);
  return finish(options, assembly, 'refused', message, evidenceOfRefusal(base, problems));
}

async function finish(
  { root, answers }: SynthesisOptions,
  assembly: string,
  verdict: SynthesisResult['verdict'],
  message: string,
  evidence: EvidenceInput,
): Promise<SynthesisResult> {
  relativeTraces(assembly, root);
  const folder = path.join(assembly, 'evidence');
  await writeEvidence(folder, await gatherEvidence(evidence), answers);
  if (verdict === 'refused') withholdTemplates(assembly);
  return { verdict, assembly, evidencePage: path.join(folder, 'index.html'), message };
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
