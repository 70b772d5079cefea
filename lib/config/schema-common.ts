import { z } from 'zod';

/** Every configuration file names the version of its format, so that an upgraded engine can tell an old file from a wrong one. */
export const schemaVersion = z
  .literal(1)
  .describe('Version of the file format. Only 1 exists so far; the engine refuses a version that it does not know.');

/** Key of a contact in company.yaml. */
export const contactKey = z.string().min(1);

/** A calendar day, `YYYY-MM-DD`. */
export const day = z.iso.date();

/** An AWS account id. YAML reads twelve bare digits as a number and drops leading zeros, hence the quotes. */
export const accountId = z.string().regex(/^\d{12}$/, "12 digits in quotes, e.g. '012345678901'");

/** An AWS Region, e.g. `eu-west-1`. Whether the company allows it is a cross-check. */
export const regionName = z.string().regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, 'an AWS Region, e.g. eu-west-1');

/** The message for a metric that has no limit, or two. */
export const ONE_LIMIT = { message: 'either floor or ceiling, one of the two' };

/** Whether exactly one of the two limits is given. */
export function hasOneLimit({ floor, ceiling }: { readonly floor?: number; readonly ceiling?: number }): boolean {
  return (floor === undefined) !== (ceiling === undefined);
}
