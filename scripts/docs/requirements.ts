import { loadRules, requirements, requirementsOf } from '../../constructs/compliance';
import { table, type GeneratedPart } from './part';

/** Each requirement that rules check, with its rules: one line for each. */
export const requirementRules: GeneratedPart = {
  document: 'docs/reviewer.md',
  name: 'requirements and rules',
  markdown: () => {
    const rules = loadRules();
    const rows = requirements.flatMap(({ id, title }) =>
      rules
        .filter((rule) => requirementsOf(rule).includes(id))
        .map((rule) => [`${id} ${title}`, `\`${rule.id}\``, rule.title]),
    );
    return table(['requirement', 'rule', 'demands'], rows);
  },
};
