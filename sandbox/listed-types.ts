import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { SANDBOX } from './paths';

const TYPES = z.strictObject({
  stateOnly: z.record(z.string(), z.string()),
  withBehaviour: z.array(z.string()),
});

/** The resource types that the overlay adds to the emulator. */
export function listedTypes(): string[] {
  const listed = TYPES.parse(JSON.parse(readFileSync(path.join(SANDBOX, 'overlay', 'types.json'), 'utf8')));
  return [...Object.keys(listed.stateOnly), ...listed.withBehaviour];
}
