import { REGIONS } from '../images';
import type { ConfigProblem } from '../problem';
import { problemIn, type Check, type Drafted } from '../project';
import type { Environment } from '../schema-environment';
import { didYouMean, listed } from '../suggest';

/** Regions exist, are allowed, and differ; zones belong to their Region. */
export const checkRegions: Check = (project) => {
  const { company } = project;
  const allowed = company?.draft.allowedRegions?.filter((region) => region !== undefined);
  const unknown = (company?.draft.allowedRegions ?? []).flatMap((region, index) => {
    if (company === undefined || region === undefined || REGIONS.includes(region)) return [];
    const remedy = didYouMean(region, REGIONS, 'write a Region of AWS, e.g. eu-west-1');
    return [
      problemIn(company, ['allowedRegions', index], {
        rule: 'CONFIG-REGION',
        what: `AWS has no Region ${region}`,
        remedy,
      }),
    ];
  });
  return [
    ...unknown,
    ...project.environments.flatMap((environment) => [
      ...regionProblems(environment, allowed),
      ...zoneProblems(environment),
    ]),
  ];
};

function regionProblems(environment: Drafted<Environment>, allowed: readonly string[] | undefined): ConfigProblem[] {
  const { region, recoveryRegion } = environment.draft;
  const refuse = (key: string, what: string, remedy: string | undefined, requirement?: string): ConfigProblem =>
    problemIn(environment, [key], {
      rule: 'CONFIG-REGION',
      what,
      allowed: allowed === undefined ? undefined : listed(allowed),
      remedy,
      requirement,
      environment: environment.name,
    });
  const problems: ConfigProblem[] = [];
  for (const [key, value] of Object.entries({ region, recoveryRegion })) {
    if (value !== undefined && allowed !== undefined && !allowed.includes(value)) {
      const remedy = didYouMean(
        value,
        allowed,
        'choose an allowed Region, or add it to allowedRegions of config/company.yaml',
      );
      problems.push(refuse(key, `${value} is not an allowed Region`, remedy));
    }
  }
  if (region !== undefined && region === recoveryRegion) {
    problems.push(
      refuse('recoveryRegion', `${region} is the Region of the environment itself`, 'choose a second Region', 'DR-3'),
    );
  }
  return problems;
}

function zoneProblems(environment: Drafted<Environment>): ConfigProblem[] {
  const { region, network } = environment.draft;
  const zones = network?.availabilityZones;
  if (zones === undefined) return [];
  const about = { rule: 'CONFIG-ZONES', environment: environment.name } as const;
  const problems: ConfigProblem[] = [];
  for (const [index, zone] of zones.entries()) {
    const path = ['network', 'availabilityZones', index];
    if (zone === undefined) continue;
    if (region !== undefined && zone.slice(0, -1) !== region) {
      const allowed = `${region}a, ${region}b, …`;
      problems.push(
        problemIn(environment, path, {
          ...about,
          what: `zone ${zone} is not in Region ${region}`,
          allowed,
          remedy: 'name zones of the Region',
        }),
      );
    }
    if (zones.indexOf(zone) < index) {
      problems.push(
        problemIn(environment, path, { ...about, what: `zone ${zone} stands twice`, remedy: 'name each zone once' }),
      );
    }
  }
  return problems;
}
