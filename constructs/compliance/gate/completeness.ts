import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { IPolicyValidationPlugin, PolicyValidationStack } from 'aws-cdk-lib';
import type { Finding } from '../evaluation';
import type { AssemblyTemplates } from './assembly-templates';
import type { EvaluationLog } from './evaluation-log';
import type { TemplateDocument } from './templates';

/** Name under which it appears that something was passed over. */
export const COMPLETENESS = 'Completeness';

const TITLES = {
  PACK: 'Every pack ran to its end',
  EVALUATION: 'Something was evaluated in every environment',
  TEMPLATE: 'Every template of the assembly was evaluated by every pack, as it lies there',
} as const;

type CompletenessRule = keyof typeof TITLES;

const REMEDIES: Readonly<Record<CompletenessRule, string>> = {
  PACK: 'leave the packs where the gate put them, and synthesize the app after the gate is attached',
  EVALUATION: 'give the environment stacks, and let the packs run; leave out an environment that has none',
  TEMPLATE: 'let nothing but CDK write into the assembly, and nothing change it until the synthesis has ended',
};

/**
 * Proves that a gate which found nothing has looked at everything: a plugin that nobody asked and a template that nobody
 * read are silent, as clean ones are.
 */
export class Completeness {
  /** The templates that a plugin was given, whether it answered or broke off. */
  private readonly given = new Map<IPolicyValidationPlugin, ReadonlySet<string>>();

  constructor(
    private readonly environments: readonly string[],
    private readonly templates: AssemblyTemplates,
    private readonly log: EvaluationLog,
  ) {}

  /** Records that a plugin was asked about templates. */
  public ran(plugin: IPolicyValidationPlugin, stacks: readonly PolicyValidationStack[]): void {
    this.given.set(plugin, new Set(stacks.map(({ templatePath }) => templatePath)));
  }

  /**
   * Records in the log, as violations, what was passed over.
   *
   * @param assembly folder of the assembly, as it is going to be deployed
   * @param plugins all that should have run
   * @param documents the templates that were read
   */
  public conclude(
    assembly: string,
    plugins: readonly IPolicyValidationPlugin[],
    documents: readonly TemplateDocument[],
  ): readonly Finding[] {
    return [...this.emptyEnvironments(), ...this.silentPlugins(plugins), ...this.unreadTemplates(assembly, documents)];
  }

  private emptyEnvironments(): Finding[] {
    if (this.environments.length === 0) return [this.refuse('EVALUATION', '', '', 'no environment was evaluated')];
    return this.environments
      .filter((environment) => this.log.evaluationsOf(environment) === 0)
      .map((environment) =>
        this.refuse('EVALUATION', environment, environment, `nothing was evaluated in ${environment}`),
      );
  }

  private silentPlugins(plugins: readonly IPolicyValidationPlugin[]): Finding[] {
    const silent = plugins.filter((plugin) => !this.given.has(plugin));
    return this.environments.flatMap((environment) =>
      silent.map(({ name }) => this.refuse('PACK', environment, environment, `the pack ${name} did not run`)),
    );
  }

  private unreadTemplates(assembly: string, documents: readonly TemplateDocument[]): Finding[] {
    const byFile = new Map(documents.map((document) => [document.file, document]));
    const files = [...new Set([...this.templates.filesIn(assembly), ...byFile.keys()])].sort();
    return files.flatMap((file) => {
      const document = byFile.get(file);
      const said = this.passedOver(file, document);
      if (said === undefined) return [];
      const name = path.relative(assembly, this.templates.listed(file)).split(path.sep).join('/');
      const environment = document?.environment ?? name.split('/')[0]?.replace(/^assembly-/, '') ?? '';
      return [this.refuse('TEMPLATE', environment, name, `${name} ${said}`)];
    });
  }

  private passedOver(file: string, document: TemplateDocument | undefined): string | undefined {
    const without = [...this.given].filter(([, files]) => !files.has(file)).map(([{ name }]) => name);
    if (without.length > 0) return `was not evaluated by ${without.join(', ')}`;
    if (document === undefined) return 'was not evaluated';
    if (!existsSync(file)) return 'is missing';
    return readFileSync(file).equals(Buffer.from(document.text)) ? undefined : 'was changed after it was evaluated';
  }

  private refuse(rule: CompletenessRule, environment: string, where: string, problem: string): Finding {
    const finding = {
      environment,
      pack: COMPLETENESS,
      rule: `${COMPLETENESS}-${rule}`,
      stack: '',
      path: where,
      logicalId: '',
      resourceType: '',
      location: 'Properties',
      problem,
      remedy: REMEDIES[rule],
    };
    this.log.refuse({ ...finding, title: TITLES[rule] }, finding);
    return finding;
  }
}
