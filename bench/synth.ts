#!/usr/bin/env -S npx tsx
// npm run bench:synth -- [--json] [--quick]: what a synthesis under the gate takes. README.md says how to read it.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import * as path from 'node:path';
import { median } from './median';
import { Bench, type Sample } from './bench';
import { table, type Result, type SizeResult } from './table';

const options = new Set(process.argv.slice(2));
const unknown = [...options].filter((option) => !['--json', '--quick'].includes(option));
if (unknown.length > 0) throw new Error(`unknown option ${unknown.join(', ')}; use --json and --quick`);
const quick = options.has('--quick');
const sizes = [1, 10, 100];
const repetitions = quick ? 1 : 5;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    const bench = await Bench.prepare(folder, sizes);
    // Interleaved, so that a change of the machine's load meets all of them alike.
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const size of sizes) bench.measure(size);
      bench.measureVerdict(repetition);
    }
    const result = summarize(bench);
    console.log(options.has('--json') ? JSON.stringify(result) : table(result));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function summarize(bench: Bench): Result {
  const results = sizes.map((models): SizeResult => {
    const { resources, stacks, product, floor } = bench.of(models);
    return {
      models,
      stacks,
      resources,
      milliseconds: round(wall(product)),
      cpuMilliseconds: round(cpu(product)),
      millisecondsPerResource: round(wall(product) / resources, 2),
      millisecondsPerModel: round(wall(product) / models, 1),
      floorMilliseconds: round(wall(floor)),
      floorCpuMilliseconds: round(cpu(floor)),
      // Of pairs that ran one after the other.
      ratio: round(median(product.map((sample, index) => sample.wall / (floor[index]?.wall ?? NaN))), 2),
      cpuRatio: round(median(product.map((sample, index) => sample.cpu / (floor[index]?.cpu ?? NaN))), 2),
      peakMegabytes: round(Math.max(...product.map(({ megabytes }) => megabytes))),
      floorPeakMegabytes: round(Math.max(...floor.map(({ megabytes }) => megabytes))),
    };
  });
  const last = results.at(-1);
  const before = results.at(-2);
  return {
    machine: {
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      memoryGigabytes: round(totalmem() / 2 ** 30),
      node: process.version,
    },
    repetitions,
    sizes: results,
    growth:
      last === undefined || before === undefined
        ? undefined
        : {
            models: [before.models, last.models],
            timePerModel: round(last.millisecondsPerModel / before.millisecondsPerModel, 2),
          },
    verdict: {
      environments: 3,
      models: 3,
      milliseconds: round(wall(bench.verdicts)),
      cpuMilliseconds: round(cpu(bench.verdicts)),
    },
  };
}

function wall(samples: readonly Sample[]): number {
  return median(samples.map((sample) => sample.wall));
}

function cpu(samples: readonly Sample[]): number {
  return median(samples.map((sample) => sample.cpu));
}

function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

void main();
