// Makes the table of requirements and their rules in docs/reviewer.md.
import { loadRules, requirements, requirementsOf } from '../../constructs/compliance';

/** Each requirement that rules check, with its rules: one line for each. */
export function requirementsTable(): string {
  const rules = loadRules();
  const rows = requirements.flatMap(({ id, title }) =>
    rules
      .filter((rule) => requirementsOf(rule).includes(id))
      .map((rule) => `| ${id} ${title} | \`${rule.id}\` | ${rule.title} |`),
  );
  return ['| requirement | rule | demands |', '|---|---|---|', ...rows].join('\n');
}

/** A document with the table made anew between its markers. */
export function withRequirements(document: string): string {
  return document.replace(
    /(<!-- requirements and rules -->\n)[\s\S]*?(<!-- end of requirements and rules -->)/,
    (_, start: string, end: string) => `${start}\n${requirementsTable()}\n\n${end}`,
  );
}
