/** What one number of models took; times are medians of whole processes. */
export interface SizeResult {
  readonly models: number;
  readonly stacks: number;
  readonly resources: number;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  readonly millisecondsPerResource: number;
  readonly millisecondsPerModel: number;
  readonly floorMilliseconds: number;
  readonly floorCpuMilliseconds: number;
  readonly ratio: number;
  readonly cpuRatio: number;
  readonly peakMegabytes: number;
  readonly floorPeakMegabytes: number;
}

/** What `--json` prints. */
export interface Result {
  readonly machine: {
    readonly cores: number;
    readonly processor: string;
    readonly memoryGigabytes: number;
    readonly node: string;
  };
  readonly repetitions: number;
  readonly sizes: readonly SizeResult[];
  /** Time per model of the largest size over that of the one before. */
  readonly growth?: { readonly models: readonly [number, number]; readonly timePerModel: number };
  readonly verdict: {
    readonly environments: number;
    readonly models: number;
    readonly milliseconds: number;
    readonly cpuMilliseconds: number;
  };
}

const COLUMNS: readonly (readonly [string, (size: SizeResult) => string])[] = [
  ['models', ({ models }) => String(models)],
  ['stacks', ({ stacks }) => String(stacks)],
  ['resources', ({ resources }) => String(resources)],
  ['ms', ({ milliseconds }) => String(milliseconds)],
  ['floor ms', ({ floorMilliseconds }) => String(floorMilliseconds)],
  ['ratio', ({ ratio }) => String(ratio)],
  ['CPU ms', ({ cpuMilliseconds }) => String(cpuMilliseconds)],
  ['floor CPU ms', ({ floorCpuMilliseconds }) => String(floorCpuMilliseconds)],
  ['CPU ratio', ({ cpuRatio }) => String(cpuRatio)],
  ['ms/resource', ({ millisecondsPerResource }) => String(millisecondsPerResource)],
  ['ms/model', ({ millisecondsPerModel }) => String(millisecondsPerModel)],
  ['peak MB', ({ peakMegabytes }) => String(peakMegabytes)],
];

/** The result for people. */
export function table({ machine, repetitions, sizes, growth, verdict }: Result): string {
  const rows = [COLUMNS.map(([title]) => title), ...sizes.map((size) => COLUMNS.map(([, cell]) => cell(size)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  return [
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGigabytes} GB, Node.js ${machine.node}; median of ${repetitions}`,
    ...lines,
    ...(growth === undefined
      ? []
      : [`time per model at ${growth.models[1]} models: ${growth.timePerModel} of that at ${growth.models[0]}`]),
    `edit to verdict, ${verdict.environments} environments and ${verdict.models} models: ${verdict.milliseconds} ms (CPU ${verdict.cpuMilliseconds} ms)`,
  ].join('\n');
}
