/** What the configuration needs to know of an instance type for SageMaker hosting. */
export interface InstanceType {
  /** E.g. `ml.g5.2xlarge`. */
  readonly name: string;
  readonly family: string;
  /** Number of GPUs; 0 on CPU instances. */
  readonly accelerators: number;
  /** Name of the GPU. @default - CPU instance */
  readonly accelerator?: string;
  /** Memory of one GPU, GiB. @default - CPU instance */
  readonly acceleratorMemoryGiB?: number;
  /** US dollars per hour for hosting in us-east-1, if a source is known. @default - unknown */
  readonly hourlyUsd?: number;
}

interface GpuFamily {
  readonly accelerator: string;
  /** GiB of one GPU. */
  readonly memoryGiB: number;
  /** GPUs by size. */
  readonly sizes: Readonly<Record<string, number>>;
}

const EIGHT_SIZES = {
  xlarge: 1,
  '2xlarge': 1,
  '4xlarge': 1,
  '8xlarge': 1,
  '16xlarge': 1,
  '12xlarge': 4,
  '24xlarge': 4,
  '48xlarge': 8,
};
const SIX_SIZES = { '2xlarge': 1, '4xlarge': 1, '8xlarge': 1, '12xlarge': 2, '24xlarge': 4, '48xlarge': 8 };

// Counts and memory: https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
const GPU_FAMILIES: Readonly<Record<string, GpuFamily>> = {
  g4dn: {
    accelerator: 'NVIDIA T4',
    memoryGiB: 16,
    sizes: { xlarge: 1, '2xlarge': 1, '4xlarge': 1, '8xlarge': 1, '16xlarge': 1, '12xlarge': 4 },
  },
  g5: { accelerator: 'NVIDIA A10G', memoryGiB: 24, sizes: EIGHT_SIZES },
  g6: { accelerator: 'NVIDIA L4', memoryGiB: 24, sizes: EIGHT_SIZES },
  g6e: { accelerator: 'NVIDIA L40S', memoryGiB: 48, sizes: EIGHT_SIZES },
  g7: { accelerator: 'NVIDIA RTX PRO 4500 Blackwell', memoryGiB: 32, sizes: SIX_SIZES },
  g7e: { accelerator: 'NVIDIA RTX PRO 6000 Blackwell', memoryGiB: 96, sizes: SIX_SIZES },
  p4d: { accelerator: 'NVIDIA A100', memoryGiB: 40, sizes: { '24xlarge': 8 } },
  p4de: { accelerator: 'NVIDIA A100', memoryGiB: 80, sizes: { '24xlarge': 8 } },
  p5: { accelerator: 'NVIDIA H100', memoryGiB: 80, sizes: { '4xlarge': 1, '48xlarge': 8 } },
  p5e: { accelerator: 'NVIDIA H200', memoryGiB: 141, sizes: { '48xlarge': 8 } },
  p5en: { accelerator: 'NVIDIA H200', memoryGiB: 141, sizes: { '48xlarge': 8 } },
  'p6-b200': { accelerator: 'NVIDIA B200', memoryGiB: 179, sizes: { '48xlarge': 8 } },
  'p6-b300': { accelerator: 'NVIDIA B300', memoryGiB: 268, sizes: { '48xlarge': 8 } },
};

const FIFTH = ['large', 'xlarge', '2xlarge', '4xlarge', '12xlarge', '24xlarge'];
const SIXTH = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge', '32xlarge'];
const SEVENTH = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge', '48xlarge'];

// x86 only: the containers that the engine knows are built for x86.
const CPU_FAMILIES: Readonly<Record<string, readonly string[]>> = {
  m5: FIFTH,
  m5d: FIFTH,
  m6i: SIXTH,
  m7i: SEVENTH,
  c5: ['large', 'xlarge', '2xlarge', '4xlarge', '9xlarge', '18xlarge'],
  c5d: ['large', 'xlarge', '2xlarge', '4xlarge', '9xlarge', '18xlarge'],
  c6i: SIXTH,
  c6in: SIXTH,
  c7i: SEVENTH,
  r5: FIFTH,
  r5d: FIFTH,
  r6i: SIXTH,
  r7i: SEVENTH,
};

/** Instance families that SageMaker supports for hosting but the engine does not, with the reason. */
export const UNSUPPORTED_FAMILIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['c6g', 'c6gd', 'c6gn', 'c7g', 'c8g', 'm6g', 'm6gd', 'm8g', 'r6g', 'r6gd', 'r7gd', 'r8g'].map((family) => [
      family,
      'needs containers built for arm64',
    ]),
  ),
  ...Object.fromEntries(
    ['inf1', 'inf2', 'trn1', 'trn1n', 'trn2'].map((family) => [family, 'needs models compiled for Neuron']),
  ),
  ...Object.fromEntries(['p2', 'p3', 'c4', 'm4', 't2'].map((family) => [family, 'is a previous generation'])),
  dl1: 'needs models compiled for Gaudi',
  'p6e-gb200': 'needs containers built for arm64',
};

// Third-party figures for us-east-1, November 2026; a price that is not here is not known.
const HOURLY_USD: Readonly<Record<string, number>> = {
  'ml.g6.xlarge': 1.13,
  'ml.g6.2xlarge': 1.22,
  'ml.g5.2xlarge': 1.52,
  'ml.g6e.xlarge': 2.61,
  'ml.g6e.2xlarge': 2.8,
  'ml.g6.12xlarge': 5.75,
  'ml.g6e.12xlarge': 13.12,
};

const gpuTypes = Object.entries(GPU_FAMILIES).flatMap(([family, { accelerator, memoryGiB, sizes }]) =>
  Object.entries(sizes).map(([size, accelerators]): InstanceType => {
    const name = `ml.${family}.${size}`;
    return { name, family, accelerators, accelerator, acceleratorMemoryGiB: memoryGiB, hourlyUsd: HOURLY_USD[name] };
  }),
);

const cpuTypes = Object.entries(CPU_FAMILIES).flatMap(([family, sizes]) =>
  sizes.map((size): InstanceType => ({ name: `ml.${family}.${size}`, family, accelerators: 0 })),
);

/** Instance types that the engine can host models on, by name. All are in SageMaker's `ProductionVariantInstanceType`. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  [...gpuTypes, ...cpuTypes].map((type) => [type.name, type]),
);
