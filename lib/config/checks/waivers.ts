import { AI_PRODUCTION, PACK_NAMES } from '../../../constructs/compliance/core';
import type { ConfigProblem } from '../problem';
import { problemIn, type Check } from '../project';
import type { Path } from '../source-file';
import { didYouMean, listed } from '../suggest';
import { contactKeys, unknownReference } from './references';

const PACKS: readonly string[] = [...Object.values(PACK_NAMES), AI_PRODUCTION, 'CloudFormation-Validate'];

/** Waivers have a known owner and another approver, known environments and packs, and have not expired. */
export const checkWaivers: Check = (project) => {
  const file = project.waivers;
  const contacts = contactKeys(project);
  if (file === undefined) return [];
  const seen = new Set<string>();
  return (file.draft.waivers ?? []).flatMap((waiver, index) => {
    if (waiver === undefined) return [];
    const problems: ConfigProblem[] = [];
    const refuse = (key: Path, text: Omit<ConfigProblem, 'file' | 'line' | 'column' | 'path' | 'rule'>): void => {
      problems.push(
        problemIn(file, ['waivers', index, ...key], { rule: 'CONFIG-WAIVER', requirement: 'CARD-8', ...text }),
      );
    };
    for (const key of ['owner', 'approver'] as const) {
      const text = unknownReference(waiver[key], contacts, 'contact', 'contacts of config/company.yaml');
      if (text !== undefined)
        problems.push(problemIn(file, ['waivers', index, key], { ...text, requirement: 'CARD-8' }));
    }
    if (waiver.owner !== undefined && waiver.owner === waiver.approver) {
      refuse(['approver'], {
        what: `owner and approver are both ${waiver.owner}`,
        remedy: 'let another team approve it',
      });
    }
    for (const [position, name] of (waiver.environments ?? []).entries()) {
      const text = unknownReference(name, project.environmentNames, 'environment', 'config/environments/');
      const path = ['waivers', index, 'environments', position];
      if (text !== undefined) problems.push(problemIn(file, path, { ...text, requirement: 'CARD-8' }));
    }
    const pack = waiver.rule?.split('::')[0];
    if (pack !== undefined && !PACKS.includes(pack)) {
      refuse(['rule'], { what: `pack ${pack} is not known`, allowed: listed(PACKS), remedy: didYouMean(pack, PACKS) });
    }
    if (waiver.expires !== undefined && waiver.expires < project.evaluationDate) {
      const what = `the waiver of ${waiver.rule ?? 'a rule'} expired on ${waiver.expires}`;
      refuse(['expires'], { what, remedy: 'fix the finding and remove the waiver, or have it approved again' });
    }
    for (const environment of waiver.environments ?? []) {
      const key = [waiver.rule, waiver.path, environment].join('\n');
      if (seen.has(key))
        refuse(['rule'], {
          what: `the same rule, path and environment are waived twice`,
          remedy: 'remove one of the two',
        });
      seen.add(key);
    }
    return problems;
  });
};
