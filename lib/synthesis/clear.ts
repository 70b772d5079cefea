import { existsSync, readdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';

/**
 * Empties the assembly folder before a synthesis, so that a synthesis that breaks off leaves nothing to deploy, and two
 * syntheses of one commit leave the same files. The command line's lock files stay.
 */
export function clearAssembly(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder)) {
    if (!entry.endsWith('.lock')) rmSync(path.join(folder, entry), { recursive: true });
  }
}
