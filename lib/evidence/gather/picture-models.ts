import { servingMode, type ServingMode } from '../../../constructs/model/core';
import type { EnvironmentInput } from '../input';
import {
  type Assembly,
  governanceOf,
  hostingInstances,
  isAsynchronous,
  literalOf,
  type ResourceView,
} from '../../../constructs/template';
import { distinct, groupBy, sortedBy } from './sort';

/** Models that are served alike: one box of the picture. */
export interface ModelGroup {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly stacks: readonly string[];
}

/** Names that a box lists before it counts the rest. */
const NAMES_SHOWN = 12;

/** The model that a resource belongs to, from what `annotateModel` wrote or from its stack. */
export function modelOf(resource: Pick<ResourceView, 'metadata' | 'stack'>): string | undefined {
  const annotated = literalOf(governanceOf(resource)?.['model']);
  if (annotated !== undefined) return annotated;
  const stack = resource.stack.split('/').at(-1) ?? '';
  return stack.startsWith('Serving-') ? stack.slice('Serving-'.length) : undefined;
}

/** Groups the serving stacks by mode, class of data and the resources that they are made of. */
export function modelGroups(
  assembly: Assembly,
  resources: readonly ResourceView[],
  environment: EnvironmentInput,
): ModelGroup[] {
  const stacks = [...groupBy(resources, ({ stack }) => stack)].filter(([, members]) =>
    members.some(({ type }) => type === 'AWS::SageMaker::EndpointConfig'),
  );
  const described = stacks.map(([stack, members]) => {
    const config = members.find(({ type }) => type === 'AWS::SageMaker::EndpointConfig');
    const name = members.map(modelOf).find((found) => found !== undefined) ?? stack.split('/').at(-1) ?? stack;
    const declared = environment.models.find((model) => model.name === name);
    const mode = declared?.mode ?? modeOf(members, config);
    const instances = config === undefined ? [] : instanceTypes(assembly, config);
    const dataClass = declared?.dataClass ?? 'unclassified';
    return { stack, name, mode, dataClass, instances, types: distinct(members.map(({ type }) => type)) };
  });
  const shapes = groupBy(
    sortedBy(described, ({ mode, dataClass, name }) => [mode, dataClass, name].join(' ')),
    ({ mode, dataClass, types }) => JSON.stringify([mode, dataClass, types]),
  );
  return [...shapes.values()].map((group, index) => {
    const [{ mode, dataClass }] = group;
    const names = group.map(({ name }) => name);
    const shown = names.slice(0, NAMES_SHOWN);
    const rest = names.length - shown.length;
    return {
      id: `models-${index}`,
      title: `${servingMode(mode).title}${names.length > 1 ? ` · ${names.length} models` : ''}`,
      lines: [
        ...wrap(rest > 0 ? [...shown, `and ${rest} more`] : shown),
        ...wrap(distinct(group.flatMap(({ instances }) => instances))),
        `${dataClass} data`,
      ],
      stacks: group.map(({ stack }) => stack),
    };
  });
}

/** The mode of a model that the configuration does not know, from what its stack holds. */
function modeOf(members: readonly ResourceView[], config: ResourceView | undefined): ServingMode {
  if (config !== undefined && isAsynchronous(config.properties)) return 'async';
  return members.some(({ type }) => type === 'AWS::SageMaker::InferenceComponent') ? 'realtime-to-zero' : 'realtime';
}

function instanceTypes(assembly: Assembly, config: ResourceView): string[] {
  return distinct(hostingInstances(config.properties).types.map((type) => assembly.text(config, type)));
}

/** Joins words into lines of a box's width. */
function wrap(words: readonly string[], width = 30): string[] {
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const piece = index < words.length - 1 ? `${word}, ` : word;
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length <= width) lines[lines.length - 1] = last + piece;
    else lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
}
