/** How often a rule was evaluated in one environment, with the results. */
export interface RuleTally {
  readonly environment: string;
  readonly pack: string;
  /** Rule id with its pack's prefix, e.g. `AwsSolutions-S1`; granular findings are counted under their rule. */
  readonly rule: string;
  /** What the rule demands, in one sentence. */
  readonly title: string;
  readonly passed: number;
  readonly failed: number;
  readonly acknowledged: number;
  readonly notApplicable: number;
}

/** A violation of a rule by a resource, acknowledged or not. */
export interface Finding {
  readonly environment: string;
  readonly pack: string;
  /** Rule id, with the granular finding in brackets, if there is one. */
  readonly rule: string;
  readonly stack: string;
  /** Construct path of the resource. */
  readonly path: string;
  readonly logicalId: string;
  readonly resourceType: string;
  /** Where in the resource, e.g. `Properties.DeploymentConfig`. */
  readonly location: string;
  /** What is wrong. */
  readonly problem: string;
  readonly remedy?: string;
  /** Source file and line that created the resource, relative to the project, e.g. `constructs/network/network.ts:41`. */
  readonly source?: string;
  readonly acknowledgement?: Acknowledgement;
}

/** Why a finding does not fail the gate. */
export interface Acknowledgement {
  readonly origin: 'engine' | 'waiver';
  /** Construct path at which it was acknowledged. */
  readonly path: string;
  readonly reason: string;
  readonly compensatingControl?: string;
  readonly owner?: string;
  readonly ticket?: string;
  readonly approver?: string;
  /** Last day on which it applies, `YYYY-MM-DD`. */
  readonly expires?: string;
  /** `config/waivers.yaml:12` for a waiver. */
  readonly source?: string;
}

/** A resource that a rule of the AiProduction pack found compliant: evidence for the requirement. */
export interface RequirementWitness {
  readonly environment: string;
  readonly rule: string;
  readonly path: string;
  readonly resourceType: string;
}

/** Something that still works but should be changed. It refuses nothing. */
export interface GateWarning {
  /** Where it is: `config/waivers.yaml:12`, a construct path, or a rule. */
  readonly place: string;
  /** What is there, in lower case without a full stop. */
  readonly problem: string;
  /** What to write instead. */
  readonly remedy: string;
}

/** The result of the gate. */
export interface GateResult {
  /** `refused` when at least one finding is not acknowledged. */
  readonly verdict: 'passed' | 'refused';
  readonly tallies: readonly RuleTally[];
  readonly findings: readonly Finding[];
  readonly witnesses: readonly RequirementWitness[];
  readonly warnings: readonly GateWarning[];
}
