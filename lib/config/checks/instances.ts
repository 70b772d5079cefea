import { runsOnCpu } from '../images';
import { copiesPerInstance, INSTANCE_TYPES, UNSUPPORTED_FAMILIES } from '../../../constructs/model/core';
import type { ConfigProblem } from '../problem';
import { problemIn, problemOf, type Check, type Deployment } from '../project';
import { didYouMean } from '../suggest';

const NAMES = [...INSTANCE_TYPES.keys()];

/** Text of a problem when an instance type cannot host models. */
function unknownType(name: string): Pick<ConfigProblem, 'rule' | 'what' | 'allowed' | 'remedy'> | undefined {
  if (INSTANCE_TYPES.has(name)) return undefined;
  const family = name.split('.')[1] ?? '';
  const reason = Object.hasOwn(UNSUPPORTED_FAMILIES, family) ? UNSUPPORTED_FAMILIES[family] : undefined;
  const what =
    reason === undefined
      ? `${name} is not an instance type for SageMaker hosting`
      : `family ${family} is not supported: it ${reason}`;
  const sizes = NAMES.filter((known) => known.startsWith(`ml.${family}.`));
  return {
    rule: 'CONFIG-INSTANCE-TYPE',
    what,
    allowed:
      sizes.length > 0
        ? sizes.join(', ')
        : 'GPU families g4dn g5 g6 g6e g7 g7e p4d p4de p5 p5e p5en p6-b200 p6-b300, CPU families m5 m6i m7i c5 c6i c7i r5 r6i r7i',
    remedy: INSTANCE_TYPES.has(`ml.${name}`)
      ? `did you mean ml.${name}`
      : didYouMean(name, NAMES, 'choose a type of a family in the list'),
  };
}

/** Instance types exist, have the GPUs that a copy needs, and fit the container. */
export const checkInstances: Check = (project) => [
  ...project.environments.flatMap((environment) =>
    Object.keys(environment.draft.quotas ?? {}).flatMap((name) => {
      const text = unknownType(name);
      return text === undefined
        ? []
        : [problemIn(environment, ['quotas', name], { ...text, environment: environment.name })];
    }),
  ),
  ...project.deployments.flatMap((deployment) => [
    ...typeProblems(deployment),
    ...acceleratorProblems(deployment),
    ...copyProblems(deployment),
  ]),
];

function typeProblems(deployment: Deployment): ConfigProblem[] {
  const types = deployment.draft.serving?.instanceTypes ?? [];
  return types.flatMap((name, index) => {
    if (name === undefined) return [];
    const path = ['serving', 'instanceTypes', index];
    const text = unknownType(name);
    if (text !== undefined) return [problemOf(deployment, path, { ...text, requirement: 'SRV-1' })];
    if (types.indexOf(name) === index) return [];
    return [
      problemOf(deployment, path, {
        rule: 'CONFIG-INSTANCE-TYPE',
        what: `${name} stands twice`,
        remedy: 'name each type once',
      }),
    ];
  });
}

function acceleratorProblems(deployment: Deployment): ConfigProblem[] {
  const { serving, container } = deployment.draft;
  const types = serving?.instanceTypes ?? [];
  const needed = serving?.mode === 'realtime-to-zero' ? serving.acceleratorsPerCopy : undefined;
  const framework = container?.framework;
  return types.flatMap((name, index) => {
    const type = name === undefined ? undefined : INSTANCE_TYPES.get(name);
    if (type === undefined) return [];
    if (needed !== undefined && needed > type.accelerators) {
      return [
        problemOf(deployment, ['serving', 'instanceTypes', index], {
          rule: 'CONFIG-ACCELERATORS',
          what: `one copy needs ${needed} GPUs, ${type.name} has ${type.accelerators}`,
          remedy: 'choose a larger size, or lower acceleratorsPerCopy',
          requirement: 'SRV-1',
        }),
      ];
    }
    if (framework !== undefined && type.accelerators === 0 && !runsOnCpu(framework)) {
      return [
        problemOf(deployment, ['serving', 'instanceTypes', index], {
          rule: 'CONFIG-ACCELERATORS',
          what: `the container ${framework} needs a GPU, ${type.name} has none`,
          remedy: 'choose a GPU family, e.g. ml.g6.xlarge',
          requirement: 'SRV-1',
        }),
      ];
    }
    return [];
  });
}

/** The copies that are kept warm must find room on the instances that are. The most copies: see checkRollouts. */
function copyProblems(deployment: Deployment): ConfigProblem[] {
  const { serving } = deployment.draft;
  if (serving?.mode !== 'realtime-to-zero') return [];
  const { acceleratorsPerCopy, scaling, instanceTypes = [] } = serving;
  const { minCopies, minInstances } = scaling ?? {};
  if (acceleratorsPerCopy === undefined || minCopies === undefined || minInstances === undefined) return [];
  const types = instanceTypes.flatMap((name) => name ?? []);
  const perInstance = copiesPerInstance(types, acceleratorsPerCopy);
  if (perInstance === undefined || perInstance === 0 || minCopies <= minInstances * perInstance) return [];
  const needed = Math.ceil(minCopies / perInstance);
  return [
    problemOf(deployment, ['serving', 'scaling', 'minCopies'], {
      rule: 'CONFIG-CAPACITY',
      what: `${minCopies} copies need ${needed} instances, minInstances is ${minInstances}`,
      remedy: `raise minInstances to ${needed}, or lower minCopies to ${minInstances * perInstance}`,
      requirement: 'SRV-2',
    }),
  ];
}
