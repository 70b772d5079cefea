import * as path from 'node:path';
import pc from 'picocolors';
import type { Aws } from './aws';
import type { Emulator } from './emulator';
import { awsVariables } from './isolation';
import type { RunFolder } from './paths';
import { modelLines, type Shown } from './models/report';
import { environmentStacks, resourcesOf } from './stacks';
import type { Subject } from './subject';

/** What CloudFormation holds. */
export interface Inventory {
  readonly stacks: readonly { readonly name: string; readonly resources: number }[];
  readonly resources: number;
  readonly types: number;
}

/** Counts the resources of the environment's stacks. */
export async function count(aws: Aws, subject: Subject): Promise<Inventory> {
  const types = new Set<string>();
  const stacks = [];
  for (const { StackName } of await environmentStacks(aws, subject)) {
    const resources = await resourcesOf(aws, subject.place, StackName);
    for (const { ResourceType } of resources) types.add(ResourceType);
    stacks.push({ name: StackName, resources: resources.length });
  }
  stacks.sort((a, b) => a.name.localeCompare(b.name));
  return { stacks, resources: stacks.reduce((sum, stack) => sum + stack.resources, 0), types: types.size };
}

/** What a run is summed up from. */
export interface Summary {
  readonly run: RunFolder;
  readonly keep: boolean;
  readonly emulator: Emulator;
  readonly subject: Subject;
  readonly inventory: Inventory;
  readonly shown: readonly Shown[];
  /** Models whose programs are declared, and that the environment does not have. */
  readonly inVain: readonly string[];
  readonly timings: readonly { readonly name: string; readonly seconds: number }[];
}

/** Tells what was deployed, what was proved of each model, how long it took, and what comes next. */
export function summaryOf(summary: Summary): string {
  const { inventory, shown, inVain, timings, subject, run } = summary;
  const [models = '', ...each] = modelLines(subject.environment, shown, inVain);
  const width = Math.max(32, ...inventory.stacks.map(({ name }) => name.length + 1));
  const total = timings.reduce((sum, { seconds }) => sum + seconds, 0);
  const lines: string[] = [
    '',
    pc.bold(`Deployed ${subject.environment.name} of ${subject.environment.company.name}`),
    ...inventory.stacks.map(
      ({ name, resources }) => `  ${name.padEnd(width)} ${String(resources).padStart(4)} resources`,
    ),
    `  ${'together'.padEnd(width)} ${String(inventory.resources).padStart(4)} resources of ${inventory.types} types`,
    '',
    pc.bold(models),
    ...each,
    '',
    pc.bold('Time'),
    ...timings.map(({ name, seconds }) => `  ${name.padEnd(48)} ${seconds.toFixed(1).padStart(6)} s`),
    `  ${'together'.padEnd(48)} ${total.toFixed(1).padStart(6)} s`,
    '',
    pc.bold('Next'),
    ...(summary.keep ? kept(summary) : ended(subject)),
    `  What this proves and what not: sandbox/README.md; logs: ${path.relative(process.cwd(), path.dirname(run.log('emulator')))}`,
  ];
  return lines.join('\n');
}

function kept({ emulator, subject }: Summary): string[] {
  const variables = awsVariables(emulator.endpoint, subject.place.account, subject.place.region);
  return [
    '  The emulator runs on. To reach it from this shell, with the AWS CLI, an SDK or blueprint:',
    ...Object.entries(variables).map(([name, value]) => `    export ${name}=${value}`),
    '  To end it: npm run sandbox:stop',
  ];
}

function ended({ environment }: Subject): string[] {
  const [first] = environment.models;
  return [
    '  npm run sandbox -- --keep   leaves the emulator running, for the AWS CLI and blueprint',
    `  edit ${first?.source.file ?? 'config/models'} and run it again; npm run synth judges all environments`,
  ];
}
