import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { ComplianceRule } from '../rule';

/** A rule file in TypeScript (under jest or tsx) or compiled; declarations are not rules. */
const RULE_FILE = /\.rule\.(?:ts|js)$/;

const OWN_FOLDER = __dirname;

/**
 * Loads the rules of the AiProduction pack: every `<id>.rule.ts` of this folder, and of the folders that a company adds.
 *
 * @param extraFolders absolute paths of further folders with rule files
 * @returns the rules, sorted by id within each folder
 * @throws Error when a file exports no rule, a rule is incomplete or named unlike its file, or two rules share an id;
 *   all of them at once
 */
export function loadRules(extraFolders: readonly string[] = []): ComplianceRule[] {
  const problems: string[] = [];
  const byId = new Map<string, { rule: ComplianceRule; file: string }>();
  for (const folder of [OWN_FOLDER, ...extraFolders]) {
    for (const file of ruleFiles(folder)) {
      const rule = readRule(file, problems);
      if (rule === undefined) continue;
      const other = byId.get(rule.id);
      if (other === undefined) byId.set(rule.id, { rule, file });
      else problems.push(`${file}: rule id ${rule.id} is taken by ${other.file}; give it an id of its own`);
    }
  }
  if (problems.length > 0) throw new Error(`rules cannot be loaded\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  return [...byId.values()].map(({ rule }) => rule);
}

function ruleFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => RULE_FILE.test(name))
    .sort()
    .map((name) => path.join(folder, name));
}

function readRule(file: string, problems: string[]): ComplianceRule | undefined {
  const exported: unknown = require(file);
  const rule = isObject(exported) ? exported['rule'] : undefined;
  if (!isObject(rule)) {
    problems.push(`${file}: exports no rule; export a ComplianceRule called rule`);
    return undefined;
  }
  const faults = faultsOf(rule, path.basename(file).replace(RULE_FILE, ''));
  problems.push(...faults.map((fault) => `${file}: ${fault}`));
  return faults.length === 0 && isRule(rule) ? rule : undefined;
}

function faultsOf(rule: Readonly<Record<string, unknown>>, stem: string): string[] {
  const faults: string[] = [];
  for (const key of ['id', 'title', 'remedy']) {
    if (!isText(rule[key])) faults.push(`${key} must be a text that is not empty`);
  }
  if (isText(rule['id']) && rule['id'].toLowerCase() !== stem) {
    faults.push(`rule ${rule['id']} must lie in a file called ${rule['id'].toLowerCase()}.rule.ts`);
  }
  const types = rule['resourceTypes'];
  if (!Array.isArray(types) || types.length === 0 || !types.every(isText)) {
    faults.push('resourceTypes must name at least one CloudFormation type');
  }
  if (typeof rule['check'] !== 'function') faults.push('check must be a function');
  return faults;
}

function isRule(value: object): value is ComplianceRule {
  return 'id' in value && 'title' in value && 'remedy' in value && 'resourceTypes' in value && 'check' in value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
