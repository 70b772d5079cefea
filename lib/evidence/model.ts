import type { Finding, GateWarning } from '../../constructs/compliance';
import { type Assembly, readAssembly, type ResourceView } from '../../constructs/template';
import { loadAccessLevels, namedActions, type AccessLevels } from './gather/access-levels';
import { gatherAcknowledgements, type AcknowledgementRow } from './gather/acknowledgements';
import { gatherControls, type ControlRow } from './gather/controls';
import { gatherEncryption, type EncryptionRow } from './gather/encryption';
import {
  gatherDataAccess,
  gatherIdentities,
  gatherResourcePolicies,
  type DataAccess,
  type Identity,
  type ResourcePolicy,
} from './gather/identities';
import { distinct, sortedBy } from './gather/sort';
import { gatherNetwork, type Network } from './gather/network';
import { gatherPicture } from './gather/picture';
import type { Picture } from './gather/picture-types';
import { gatherRequirements, type RequirementRow } from './gather/requirements';
import type { ConfigurationProblem, EnvironmentInput, EvidenceInput, InputFile, ProjectVersion } from './input';

/** A deployed resource. */
export interface InventoryRow {
  readonly environment: string;
  readonly stack: string;
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
  readonly path: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Numbers that a reviewer sees first. */
export interface Counts {
  readonly evaluated: number;
  readonly passed: number;
  readonly failed: number;
  readonly acknowledged: number;
  readonly notApplicable: number;
}

/** An environment and its result. */
export interface EnvironmentSummary extends EnvironmentInput, Counts {
  /** `not evaluated` when the configuration was refused before anything was synthesized. */
  readonly status: 'passed' | 'refused' | 'not evaluated';
  readonly stacks: number;
  readonly resources: number;
  /** The earliest day on which a waiver of this environment ends. */
  readonly nextExpiry?: string;
}

/** Where the evidence comes from. */
export interface Manifest {
  readonly project: ProjectVersion;
  readonly evaluationDate: string;
  readonly tools: Readonly<Record<string, string>>;
  readonly inputs: readonly InputFile[];
  readonly templates: readonly {
    readonly environment: string;
    readonly stack: string;
    readonly file: string;
    readonly sha256: string;
    readonly region: string;
    readonly account: string;
  }[];
}

/** Everything that the pages and files are rendered from. */
export interface EvidenceModel {
  /** Raised when the meaning of a field changes. */
  readonly schemaVersion: 2;
  readonly company: string;
  readonly verdict: 'passed' | 'refused';
  readonly counts: Counts;
  readonly environments: readonly EnvironmentSummary[];
  readonly configurationProblems: readonly ConfigurationProblem[];
  /** What fails the gate. */
  readonly findings: readonly Finding[];
  /** What still works and should be written anew. */
  readonly warnings: readonly GateWarning[];
  readonly acknowledgements: readonly AcknowledgementRow[];
  readonly controls: readonly ControlRow[];
  readonly requirements: readonly RequirementRow[];
  readonly pictures: readonly Picture[];
  readonly encryption: readonly EncryptionRow[];
  readonly networks: readonly Network[];
  readonly identities: readonly Identity[];
  readonly resourcePolicies: readonly ResourcePolicy[];
  readonly dataAccess: readonly DataAccess[];
  readonly inventory: readonly InventoryRow[];
  /** Packs that could have been chosen and were not, by environment. */
  readonly packsNotChosen: Readonly<Record<string, readonly string[]>>;
  readonly manifest: Manifest;
}

/** Derives the evidence. Reads nothing but its input and the offline action reference: equal input, equal model. */
export function gatherEvidence(input: EvidenceInput): EvidenceModel {
  const assembly = readAssembly(input.templates);
  // Production comes last, as in the order in which a change reaches the environments.
  const environments = [...input.environments].sort((a, b) => Number(a.production) - Number(b.production));
  return derive({ ...input, environments }, assembly, loadAccessLevels(namedActions(assembly)));
}

function derive(input: EvidenceInput, assembly: Assembly, levels: AccessLevels): EvidenceModel {
  const names = input.environments.map(({ name }) => name);
  const findings = sortFindings(input.gate?.findings ?? []);
  const controls = gatherControls(input);
  const identities = names.map((name) => gatherIdentities(assembly, name, levels));
  const refused = input.configurationProblems.length > 0 || input.gate?.verdict !== 'passed';
  return {
    schemaVersion: 2,
    company: input.company.name,
    verdict: refused ? 'refused' : 'passed',
    counts: add(controls),
    environments: input.environments.map((environment) => summarize(environment, input, assembly, controls)),
    configurationProblems: sortedBy(input.configurationProblems, ({ file, line, column }) =>
      [file, pad(line), pad(column)].join(' '),
    ),
    findings: findings.filter(({ acknowledgement }) => acknowledgement === undefined),
    warnings: input.gate?.warnings ?? [],
    acknowledgements: gatherAcknowledgements(findings, input.evaluationDate, names),
    controls,
    requirements: gatherRequirements(input, controls),
    pictures: input.environments.map((environment) => gatherPicture(assembly, environment)),
    encryption: names.flatMap((name) => gatherEncryption(assembly, name)),
    networks: names.map((name) => gatherNetwork(assembly, name)),
    identities: identities.flat(),
    resourcePolicies: names.flatMap((name) => gatherResourcePolicies(assembly, name)),
    dataAccess: identities.flatMap(gatherDataAccess),
    inventory: names.flatMap((name) =>
      sortedBy(assembly.ofEnvironment(name), ({ path, logicalId }) => `${path} ${logicalId}`).map((resource) =>
        inventoryRow(assembly, resource),
      ),
    ),
    packsNotChosen: Object.fromEntries(
      input.environments.map(({ name, packs }) => [
        name,
        distinct((input.availablePacks ?? []).filter((pack) => !packs.includes(pack))),
      ]),
    ),
    manifest: {
      project: input.project,
      evaluationDate: input.evaluationDate,
      tools: input.tools,
      inputs: sortedBy(input.inputs, ({ file }) => file),
      templates: sortedBy(input.templates, ({ file }) => file).map(
        ({ environment, stack, file, sha256, region, account }) => ({
          environment,
          stack,
          file,
          sha256,
          region,
          account,
        }),
      ),
    },
  };
}

function inventoryRow(assembly: Assembly, resource: ResourceView): InventoryRow {
  const { environment, stack, region = '', logicalId, type, path, tags } = resource;
  const texts = Object.entries(tags).map(([key, value]): [string, string] => [key, assembly.text(resource, value)]);
  return { environment, stack, region, logicalId, type, path, tags: Object.fromEntries(texts) };
}

function summarize(
  environment: EnvironmentInput,
  input: EvidenceInput,
  assembly: Assembly,
  controls: readonly ControlRow[],
): EnvironmentSummary {
  const { name } = environment;
  const findings = (input.gate?.findings ?? []).filter((finding) => finding.environment === name);
  const failing = findings.some(({ acknowledgement }) => acknowledgement === undefined);
  const [nextExpiry] = distinct(findings.flatMap(({ acknowledgement }) => acknowledgement?.expires ?? []));
  return {
    ...environment,
    ...add(controls.filter((control) => control.environment === name)),
    status:
      input.gate === undefined || input.configurationProblems.length > 0
        ? 'not evaluated'
        : failing
          ? 'refused'
          : 'passed',
    stacks: input.templates.filter((template) => template.environment === name).length,
    resources: assembly.ofEnvironment(name).length,
    nextExpiry,
  };
}

function add(controls: readonly ControlRow[]): Counts {
  const sum = (of: keyof Counts): number => controls.reduce((total, control) => total + control[of], 0);
  return {
    evaluated: sum('evaluated'),
    passed: sum('passed'),
    failed: sum('failed'),
    acknowledged: sum('acknowledged'),
    notApplicable: sum('notApplicable'),
  };
}

function sortFindings(findings: readonly Finding[]): Finding[] {
  return sortedBy(findings, ({ environment, pack, rule, path, location, problem }) =>
    [environment, pack, rule, path, location, problem].join(' '),
  );
}

function pad(number: number | undefined): string {
  return String(number ?? 0).padStart(8, '0');
}
