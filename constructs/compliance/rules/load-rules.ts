import { readdirSync } from 'node:fs';
import path from 'node:path';
import { didYouMean } from '../did-you-mean';
import { requirements } from '../requirements';
import { isRequirement, type ComplianceRule } from '../rule';

/** A rule file in TypeScript (under jest or tsx) or compiled; declarations are not rules. */
const RULE_FILE = /\.rule\.(?:ts|js)$/;

const OWN_FOLDER = __dirname;

interface Loaded {
  readonly rule: ComplianceRule;
  readonly file: string;
}

/**
 * Loads the rules of the AiProduction pack: every `<id>.rule.ts` of this folder and of the folders that a company adds,
 * those of folders in them included.
 *
 * @param extraFolders absolute paths of further folders with rule files
 * @returns the rules, sorted by id within each folder
 * @throws Error when a file exports no rule, a rule is incomplete, is named unlike its file or names a requirement that
 *   does not exist, or two rules share an id; all of them at once
 */
export function loadRules(extraFolders: readonly string[] = []): ComplianceRule[] {
  const problems: string[] = [];
  const loaded = [OWN_FOLDER, ...extraFolders].flatMap((folder) =>
    ruleFiles(folder)
      .flatMap((file) => readRule(file, problems))
      .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1)),
  );
  problems.push(...clashesOf(loaded));
  if (problems.length > 0) throw new Error(`rules cannot be loaded\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  return loaded.map(({ rule }) => rule);
}

function ruleFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => RULE_FILE.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

function readRule(file: string, problems: string[]): readonly Loaded[] {
  const exported: unknown = require(file);
  const rule = isObject(exported) ? exported['rule'] : undefined;
  if (!isObject(rule)) {
    problems.push(`${file}: exports no rule; export a ComplianceRule called rule`);
    return [];
  }
  const faults = faultsOf(rule, path.basename(file).replace(RULE_FILE, ''));
  problems.push(...faults.map((fault) => `${file}: ${fault}`));
  return faults.length === 0 && isRule(rule) ? [{ rule, file }] : [];
}

function faultsOf(rule: Readonly<Record<string, unknown>>, stem: string): string[] {
  const faults: string[] = [];
  for (const key of ['id', 'title', 'remedy']) {
    if (!isText(rule[key])) faults.push(`${key} must be a text that is not empty`);
  }
  const { id } = rule;
  if (isText(id) && stem !== kebabCase(id) && stem !== id.toLowerCase()) {
    faults.push(`rule ${id} must lie in a file called ${kebabCase(id)}.rule.ts`);
  }
  if (!isListOfTexts(rule['resourceTypes'])) faults.push('resourceTypes must name at least one CloudFormation type');
  if (typeof rule['check'] !== 'function') faults.push('check must be a function');
  return [...faults, ...requirementFaults(rule['requirements']), ...formerIdFaults(rule['formerIds'])];
}

function requirementFaults(named: unknown): readonly string[] {
  if (named === undefined) return [];
  if (!isListOfTexts(named)) {
    return ["requirements must name at least one requirement of the catalogue, e.g. requirements: ['SEC-5']"];
  }
  const known = requirements.map(({ id }) => id);
  return named
    .filter((id) => !isRequirement(id))
    .map((id) => `requirement ${id} is not in the catalogue${didYouMean(id, known)}`);
}

function formerIdFaults(named: unknown): readonly string[] {
  return named === undefined || isListOfTexts(named) ? [] : ['formerIds must name at least one id, or be left out'];
}

/** Ids that two rules share: what acknowledges a former id of one rule must not mean another rule. */
function clashesOf(loaded: readonly Loaded[]): readonly string[] {
  const byId = new Map<string, string>();
  const heirs = new Map<string, string[]>();
  for (const { rule } of loaded) {
    for (const former of rule.formerIds ?? []) heirs.set(former, [...(heirs.get(former) ?? []), rule.id]);
  }
  return loaded.flatMap(({ rule: { id }, file }) => {
    const other = byId.get(id);
    if (other !== undefined) return [`${file}: rule id ${id} is taken by ${other}; give it an id of its own`];
    byId.set(id, file);
    const taken = heirs.get(id);
    if (taken === undefined) return [];
    return [`${file}: rule id ${id} is the former id of ${taken.join(', ')}; give it an id of its own`];
  });
}

/** `StoreEncryptedWithCustomerKey` → `store-encrypted-with-customer-key`. */
function kebabCase(id: string): string {
  return id
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

function isRule(value: object): value is ComplianceRule {
  return 'id' in value && 'title' in value && 'remedy' in value && 'resourceTypes' in value && 'check' in value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
