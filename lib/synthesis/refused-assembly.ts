import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import {
  App,
  Stack,
  Stage,
  Validations,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
} from 'aws-cdk-lib';
import { type ConfigProblem, describeProblem } from '../config';
import type { WithheldAssembly } from './withhold';

/** Name under which mistakes in the configuration appear in the validation report. */
const CONFIGURATION = 'Configuration';

/**
 * Writes an assembly that cannot be deployed and says why: one stack per environment, each with the mistakes that concern
 * it. Without it, a deployment from a saved assembly would find nothing, or what an earlier synthesis left there.
 */
export function writeRefusedAssembly(
  withheld: WithheldAssembly,
  root: string,
  problems: readonly ConfigProblem[],
): void {
  const app = new App({
    outdir: withheld.folder,
    autoSynth: false,
    builtinCloudFormationValidation: false,
    postCliContext: { '@aws-cdk/core:failSynthOnValidationErrors': false },
  });
  const environments = environmentNames(root);
  for (const environment of environments) {
    new Stack(new Stage(app, environment), CONFIGURATION, {
      description: 'The configuration was refused: nothing to deploy',
    });
  }
  Validations.of(app).addPlugins(new ConfigurationPlugin(environments, problems));
  withheld.hold(app);
  withheld.admit();
  app.synth();
}

class ConfigurationPlugin implements IPolicyValidationPlugin {
  public readonly name = CONFIGURATION;

  constructor(
    private readonly environments: readonly string[],
    private readonly problems: readonly ConfigProblem[],
  ) {}

  public validate(_context: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = this.problems.map((problem) => ({
      ruleName: problem.rule,
      description: describeProblem(problem),
      fix: problem.remedy ?? problem.allowed,
      // Nobody may acknowledge a configuration that nothing could be built from.
      severity: 'fatal',
      violatingResources: this.environments
        .filter((name) => problem.environment === undefined || problem.environment === name)
        .map((name) => ({ constructPath: `${name}/${CONFIGURATION}`, locations: [problem.path] })),
    }));
    return { success: false, violations };
  }
}

function environmentNames(root: string): readonly string[] {
  let files: string[] = [];
  try {
    files = readdirSync(path.join(root, 'config/environments'));
  } catch {
    // The missing folder is one of the problems already.
  }
  const names = files
    .filter((file) => /^[a-z][a-z0-9-]*\.yaml$/.test(file))
    .map((file) => path.basename(file, '.yaml'))
    .sort();
  return names.length === 0 ? ['refused'] : names;
}
