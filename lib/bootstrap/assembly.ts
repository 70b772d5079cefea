import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const PROPERTIES = z.record(z.string(), z.unknown());

const TEMPLATE = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: PROPERTIES.default({}) })).default({}),
});

const MANIFEST = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        environment: z.string().optional(),
        displayName: z.string().optional(),
        properties: z
          .object({
            directoryName: z.string().optional(),
            displayName: z.string().optional(),
            templateFile: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default({}),
});

/** A stack of a saved cloud assembly. */
export interface AssemblyStack {
  readonly region: string;
  readonly template: z.output<typeof TEMPLATE>;
}

/** A resource of a template. */
export type TemplateResource = AssemblyStack['template']['Resources'][string];

/**
 * The stacks of an environment, as a synthesis that passed the gate has written them.
 *
 * @param folder the cloud assembly, e.g. `cdk.out`
 * @returns nothing when the folder has none: there was no synthesis, it was refused, or it was of another environment
 */
export function stacksOfAssembly(folder: string, environment: string): readonly AssemblyStack[] {
  const nested = artifactsOf(folder).find(({ properties }) => properties?.displayName === environment);
  const directory = nested?.properties?.directoryName;
  if (directory === undefined) return [];
  return artifactsOf(path.join(folder, directory)).flatMap((artifact) => {
    const file = artifact.properties?.templateFile;
    if (artifact.type !== 'aws:cloudformation:stack' || file === undefined) return [];
    const region = artifact.environment?.split('/').at(-1) ?? '';
    return [{ region, template: TEMPLATE.parse(json(path.join(folder, directory, file))) }];
  });
}

function artifactsOf(folder: string) {
  const file = path.join(folder, 'manifest.json');
  return existsSync(file) ? Object.values(MANIFEST.parse(json(file)).artifacts) : [];
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
