import type { ResolvedEnvironment } from '../../lib/config';
import type { Asked } from './ask';
import { declarationFile } from './declaration';
import { streams } from './stand-ins';

const LONGEST_ANSWER = 240;

/** A model that was shown to work, as far as the sandbox can show it. */
export interface Shown extends Asked {
  /** What training measured. */
  readonly measured: readonly string[];
}

/**
 * The lines of the summary that tell what was proved of each model, and what not.
 *
 * @param inVain models whose programs are declared, and that the environment does not have
 */
export function modelLines(
  { name, models }: Pick<ResolvedEnvironment, 'name' | 'models'>,
  shown: readonly Shown[],
  inVain: readonly string[],
): string[] {
  const own = shown.filter(({ plan }) => plan.declaration !== undefined).length;
  return [
    `${shown.length} of ${models.length} models of ${name} answered rightly: ` +
      `${own} by programs of its own, ${shown.length - own} by a stand-in`,
    ...shown.flatMap(linesOf),
    ...inVain.map((model) => `  ${declarationFile(model)} was not used: ${name} has no model ${model}`),
  ];
}

function linesOf({ plan: { model, declaration }, ways, answer, measured }: Shown): string[] {
  const { name, kind, serving } = model;
  // Without the registry.
  const image = model.container.image.replace(/^[^/]*\//, '');
  const mode = [kind, serving.mode, ...(streams(model) ? ['streaming'] : [])].join(', ');
  const trained = measured.length === 0 ? 'trained' : `trained: ${measured.join(', ')}`;
  const made = declaration === undefined ? [] : [trained];
  const proved = [...made, 'registered', 'approved', 'released', 'weights read with its role', ...ways].join('; ');
  const missing =
    declaration === undefined
      ? `the model, its training, its image ${image}; there is no ${declarationFile(name)}`
      : `its image ${image}`;
  return [
    `  ${name} (${mode}): ${declaration === undefined ? 'A STAND-IN answered, not the model' : `the programs of ${declaration.file} answered`}`,
    `    proved      ${proved}`,
    `    not proved  ${missing}`,
    `    answer      ${answer.length > LONGEST_ANSWER ? `${answer.slice(0, LONGEST_ANSWER)}…` : answer}`,
  ];
}
