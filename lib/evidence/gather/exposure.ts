import { type Assembly, EXPOSURES, exposuresOf } from '../../../constructs/template';
import { sortedBy } from './sort';

/** Something that can be reached from outside the account or the VPC. */
export interface PublicResource {
  readonly path: string;
  readonly label: string;
  readonly resourceType: string;
  readonly reason: string;
}

/** What the search for public resources looks at; the page prints it, so that "none" means something. */
export const EXPOSURE_CHECKS = EXPOSURES;

/** Everything in an environment that is reachable from outside, by path. */
export function gatherExposure(assembly: Assembly, environment: string): PublicResource[] {
  const found = assembly.ofEnvironment(environment).flatMap((resource) => {
    const statements = assembly.statementsAt(resource).map(({ statement }) => statement);
    return exposuresOf(resource, statements).map((reason) => ({
      path: resource.path,
      label: resource.label,
      resourceType: resource.type,
      reason,
    }));
  });
  return sortedBy(found, ({ path, reason }) => `${path} ${reason}`);
}
