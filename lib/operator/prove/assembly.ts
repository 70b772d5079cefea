import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PROOF_ENVIRONMENT } from './project';

const MANIFEST = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      properties: z.object({ stackName: z.string().optional() }).optional(),
    }),
  ),
});

/** A stack of the proof. */
export interface ProofStack {
  readonly name: string;
  readonly region: string;
}

/**
 * The stacks of the proof, as its synthesis lists them.
 *
 * @param folder of the proof's project
 */
export function proofStacks(folder: string): readonly ProofStack[] {
  const manifest = path.join(folder, 'cdk.out', `assembly-${PROOF_ENVIRONMENT}`, 'manifest.json');
  const { artifacts } = MANIFEST.parse(JSON.parse(readFileSync(manifest, 'utf8')));
  return Object.values(artifacts).flatMap(({ type, environment, properties }) => {
    const name = properties?.stackName;
    const region = environment?.split('/').at(-1) ?? '';
    return type === 'aws:cloudformation:stack' && name !== undefined ? [{ name, region }] : [];
  });
}
