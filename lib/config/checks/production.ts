import type { CompliancePack } from '../../../constructs/compliance/core';
import type { ConfigProblem } from '../problem';
import { problemIn, type Check } from '../project';

const DEMANDED_PACKS: readonly CompliancePack[] = ['AwsSolutions', 'NIST80053R5'];

/** What only a production environment must have. */
export const checkProduction: Check = (project) =>
  project.environments.flatMap((environment) => {
    const { production, recoveryRegion, compliancePacks, deletionProtection } = environment.draft;
    if (production !== true) return [];
    const problems: ConfigProblem[] = [];
    const refuse = (path: string[], requirement: string, what: string, remedy: string): void => {
      const about = { rule: 'CONFIG-PRODUCTION', environment: environment.name, requirement } as const;
      problems.push(problemIn(environment, path, { ...about, what, remedy }));
    };
    // A value that is there and wrong has been reported already.
    if (recoveryRegion === undefined && !environment.source.has(['recoveryRegion'])) {
      refuse(['recoveryRegion'], 'DR-3', 'a production environment needs a second Region', 'add recoveryRegion');
    }
    const missing = DEMANDED_PACKS.filter((pack) => compliancePacks !== undefined && !compliancePacks.includes(pack));
    if (missing.length > 0) {
      const what = `a production environment needs the packs ${DEMANDED_PACKS.join(' and ')}`;
      refuse(['compliancePacks'], 'CARD-8', what, `add ${missing.join(' and ')}`);
    }
    if (deletionProtection === false) {
      refuse(
        ['deletionProtection'],
        'DR-1',
        'a production environment needs deletion protection',
        'write deletionProtection: true',
      );
    }
    return problems;
  });
