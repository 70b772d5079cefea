import type { GateResult } from '../../constructs/compliance';
import type { ServingMode } from '../../constructs/model/core';
import type { StackSource } from '../../constructs/template';

/** A file that the company edits, as it was read. */
export interface InputFile {
  /** Relative to the project, e.g. `config/models/churn.yaml`. */
  readonly file: string;
  /** SHA-256 of its bytes, in lower-case hexadecimal. */
  readonly sha256: string;
}

/** The state of the project's sources. */
export interface ProjectVersion {
  readonly name: string;
  readonly version: string;
  /** Commit that was synthesized. @default - the page says that it is unknown */
  readonly commit?: string;
  /** Whether files differed from that commit. @default false */
  readonly dirty?: boolean;
}

/** One synthesized stack. */
export interface SynthesizedTemplate extends StackSource {
  /** Template file relative to `cdk.out`. */
  readonly file: string;
  /** SHA-256 of the template file's bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  readonly region: string;
  readonly account: string;
}

/** A model as one environment resolves it. */
export interface ModelInput {
  readonly name: string;
  /** `llm` or `predictive`. */
  readonly kind: string;
  readonly mode: ServingMode;
  /** Name and address of who owns it in production. */
  readonly owner: string;
  readonly riskClass: string;
  readonly dataClass: string;
  /** Where it is declared, e.g. `config/models/churn.yaml:3`. */
  readonly source: string;
}

/** An environment of the configuration. */
export interface EnvironmentInput {
  readonly name: string;
  readonly production: boolean;
  readonly region: string;
  readonly recoveryRegion?: string;
  readonly account: string;
  /** The compliance packs that were evaluated for it, our own included. */
  readonly packs: readonly string[];
  readonly models: readonly ModelInput[];
}

/** A requirement of the catalogue. */
export interface RequirementInput {
  /** Stable id, e.g. `SRV-1`. */
  readonly id: string;
  /** Heading of the catalogue under which it stands, e.g. `Serving`. */
  readonly family: string;
  readonly title: string;
  readonly text: string;
}

/** A rule of a pack, whether or not any resource met it. */
export interface RuleInput {
  readonly pack: string;
  /** Id with its pack's prefix, as in `RuleTally`. */
  readonly rule: string;
  /** Requirements of the catalogue that the rule checks. @default - none */
  readonly requirements?: readonly string[];
  readonly title: string;
}

/** A mistake in the configuration: nothing is synthesized while there is one. */
export interface ConfigurationProblem {
  /** Relative to the project, e.g. `config/models/churn.yaml`. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Configuration key, e.g. `serving.scaling.maxInstances`. */
  readonly key?: string;
  /** What is wrong. */
  readonly what: string;
  /** What is allowed, or how to fix it. */
  readonly remedy?: string;
}

/** Everything that the evidence is derived from. Equal input gives equal bytes. */
export interface EvidenceInput {
  readonly company: { readonly name: string };
  /** The day for which expiry is judged, `YYYY-MM-DD` (UTC). */
  readonly evaluationDate: string;
  readonly project: ProjectVersion;
  /** Versions of the tools that made the templates and the verdict, e.g. `aws-cdk-lib`. */
  readonly tools: Readonly<Record<string, string>>;
  /** Configuration files that were read. */
  readonly inputs: readonly InputFile[];
  /** All synthesized stacks; empty when the configuration was refused. */
  readonly templates: readonly SynthesizedTemplate[];
  readonly environments: readonly EnvironmentInput[];
  /** What the gate found. @default - the gate was not reached, because the configuration was refused */
  readonly gate?: GateResult;
  readonly requirements: readonly RequirementInput[];
  readonly rules: readonly RuleInput[];
  readonly configurationProblems: readonly ConfigurationProblem[];
  /** Every pack that an environment may choose, so that the page names those that were not. @default - not stated */
  readonly availablePacks?: readonly string[];
}
