import { mkdirSync, writeFileSync } from 'node:fs';
import type { ResolvedEnvironment, ResolvedModel } from '../../lib/config';
import { SandboxFailure } from '../failure';
import type { RunFolder } from '../paths';
import { type Declaration, declaredModels, type Question, readDeclaration } from './declaration';
import { MODES } from './invoke';
import { KINDS, standInFor } from './stand-ins';

/** What a run does with one model. */
export interface Plan {
  readonly model: ResolvedModel;
  /** The model's own programs. @default - a stand-in answers */
  readonly declaration?: Declaration;
  /** Program that stands for the model's container: an absolute path. */
  readonly serve: string;
  readonly question: Question;
}

/**
 * What to do with each model of an environment.
 *
 * @param project folder that holds `examples/`
 * @throws SandboxFailure naming every model that cannot be asked, and every declaration that is wrong
 */
export function plansOf({ models }: Pick<ResolvedEnvironment, 'models'>, project: string): Plan[] {
  const problems = models.flatMap(whyNotAskable);
  const plans: Plan[] = [];
  for (const model of problems.length > 0 ? [] : models) {
    try {
      const declaration = readDeclaration(project, model.name);
      const { serve, question } = declaration ?? standInFor(model);
      plans.push({ model, declaration, serve, question });
    } catch (error) {
      if (!(error instanceof SandboxFailure)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length === 0) return plans;
  throw new SandboxFailure(
    problems.join('\n'),
    'mend each: a run that left a model out would prove less than it seems to',
  );
}

/** The sandbox may be older than the schema that admits a mode or a kind. */
function whyNotAskable({ name, kind, serving: { mode } }: ResolvedModel): string[] {
  const unknown = (what: string, value: string, known: readonly string[]) =>
    known.includes(value)
      ? []
      : [`${name} cannot be asked: the sandbox knows no ${what} ${value} (known: ${known.join(', ')})`];
  return [...unknown('serving mode', mode, MODES), ...unknown('kind', kind, KINDS)];
}

/** Models that have a declaration, and that the environment does not have. */
export function declaredInVain({ models }: Pick<ResolvedEnvironment, 'models'>, project: string): string[] {
  const names = new Set(models.map(({ name }) => name));
  return declaredModels(project).filter((name) => !names.has(name));
}

/** Tells the emulator which program stands for the container of each model: by its model package group. */
export function writePrograms(
  run: RunFolder,
  { names }: Pick<ResolvedEnvironment, 'names'>,
  plans: readonly Pick<Plan, 'model' | 'serve'>[],
): void {
  const programs = plans.map(({ model, serve }) => [names.modelPackageGroup(model.name), serve]);
  mkdirSync(run.root, { recursive: true });
  writeFileSync(run.programs, JSON.stringify(Object.fromEntries(programs)));
}
