import {
  CfnResource,
  Validations,
  type App,
  type IPolicyValidationPlugin,
  type PolicyValidationStack,
} from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import type { NagPack } from 'cdk-nag';
import type { Finding, GateResult } from '../evaluation';
import type { ComplianceRule } from '../rule';
import type { TemplateCheck } from '../template-check';
import { Acknowledgements, type Waiver } from './acknowledgements';
import { AI_PRODUCTION } from '../core';
import { AiProductionPlugin } from './ai-production-plugin';
import { AnnotationsPlugin } from './annotations-plugin';
import { AssemblyTemplates } from './assembly-templates';
import { type CloudFormationEngine, inProcessEngine } from './cloudformation-engine';
import { CloudFormationPlugin } from './cloudformation-plugin';
import { Completeness, COMPLETENESS } from './completeness';
import { EvaluationLog } from './evaluation-log';
import { FormerIds } from './former-ids';
import type { GateEnvironment } from './gate-environment';
import { NAG_PACKS } from './nag-packs';
import { NagPlugin } from './nag-plugin';
import { amendReport, ReportBuilder } from './report';
import { SourceLines } from './source-lines';
import { TemplateStore, type TemplateDocument } from './templates';
import { WaiversPlugin } from './waivers-plugin';
import { stacksOf, whenWritten } from './written-stacks';
import { fail } from '../../ground';

/** Properties of the {@link ComplianceGate}. */
export interface ComplianceGateProps {
  /** The environments, each a stage of the app, with the packs they chose. */
  readonly environments: readonly GateEnvironment[];
  /** The day for which expiry is judged, `YYYY-MM-DD` (UTC). */
  readonly evaluationDate: string;
  /** Rules of the AiProduction pack, e.g. `loadRules()`. */
  readonly rules: readonly ComplianceRule[];
  /** Checks of policy statements and definitions, e.g. `identityChecks` and `definitionChecks`. */
  readonly checks: readonly TemplateCheck[];
  /** @default - nothing is waived */
  readonly waivers?: readonly Waiver[];
  /** Packs that the company adds, by name. @default - those of cdk-nag */
  readonly extraPacks?: Readonly<Record<string, () => NagPack>>;
  /**
   * Evaluates the templates with the rules that come with CDK.
   * @default - in this thread; a `WorkerEngine` that was started early saves about two seconds
   */
  readonly cloudFormationEngine?: CloudFormationEngine;
  /**
   * What the names of template files end in while the gate looks at them, where they are withheld until the verdict.
   * @default - what they end in in the manifest, `.template.json`
   */
  readonly templateEnding?: string;
  /** Folder that source lines are relative to. */
  readonly sourceRoot: string;
}

/**
 * The compliance gate of an app: evaluates every environment while the app is synthesized, so that `cdk synth`,
 * `cdk deploy` and a deployment from a saved assembly meet the same verdict.
 *
 * Attach it when all constructs exist, and give {@link conclude} what `app.synth()` returns. The caller must end its
 * process with a failure when the verdict is `refused`: the CDK command line looks at the stacks it was asked for only, and
 * a plain `cdk synth` of stages would pass.
 */
export class ComplianceGate {
  /** Attaches the gate to an app. @throws Error when an environment names a pack that does not exist */
  public static attach(app: App, props: ComplianceGateProps): ComplianceGate {
    return new ComplianceGate(app, props);
  }

  private readonly log = new EvaluationLog();
  private readonly templateStore = new TemplateStore();
  private readonly acknowledgements: Acknowledgements;
  private readonly engine: CloudFormationEngine;
  private readonly assemblyTemplates: AssemblyTemplates;
  private readonly completeness: Completeness;
  private readonly plugins: readonly IPolicyValidationPlugin[];
  private begun = false;
  private concluded = false;

  private constructor(app: App, props: ComplianceGateProps) {
    this.acknowledgements = new Acknowledgements(app, new FormerIds(AI_PRODUCTION, props.rules));
    const sources = new SourceLines(props.sourceRoot);
    const services = { log: this.log, acknowledgements: this.acknowledgements, sources };
    const index = new ResourceIndex(app);
    const sourceOf = (path: string): string | undefined => {
      const construct = index.find(path);
      return construct === undefined ? undefined : sources.of(construct);
    };
    const waivers = props.waivers ?? [];
    this.applyWaivers(props.environments, waivers, props.evaluationDate);
    const templates = this.templateStore;
    this.engine = props.cloudFormationEngine ?? inProcessEngine;
    this.assemblyTemplates = new AssemblyTemplates(app, props.templateEnding);
    const names = props.environments.map(({ stage }) => stage.node.id);
    this.completeness = new Completeness(names, this.assemblyTemplates, this.log);
    this.plugins = [
      // In the order of evaluation: the engine has the time of the other packs, and waivers are judged last.
      ...nagPlugins(app, props).map(([pack, chosenBy]) => new NagPlugin(pack, chosenBy, services)),
      new AiProductionPlugin({ ...props, templates, sourceOf }, services),
      new AnnotationsPlugin(props.environments, services),
      new CloudFormationPlugin(this.engine, templates, services, sourceOf),
      new WaiversPlugin(waivers, props.environments, props.evaluationDate, this.acknowledgements, this.log),
    ];
    // An engine in a thread of its own validates a stack while CDK writes the next.
    for (const stack of props.environments.flatMap(({ stage }) => stacksOf(stage))) {
      whenWritten(stack, (written) => this.begin(this.assemblyTemplates.of([written])));
    }
    Validations.of(app).addPlugins(...this.plugins.map((plugin) => this.failClosed(plugin, props.environments)));
  }

  /**
   * What the gate found out about an assembly. It passes only if every plugin has run and every template that lies there
   * is one that they were given, unchanged: a synthesis that went past the gate has no findings either.
   *
   * @param assembly what `app.synth()` returned
   */
  public conclude(assembly: CloudAssembly): GateResult {
    if (!this.concluded) {
      this.concluded = true;
      const passedOver = this.completeness.conclude(assembly.directory, this.plugins, this.templates);
      if (passedOver.length > 0) amendReport(assembly, COMPLETENESS, passedOver);
    }
    return this.log.result();
  }

  /** The templates that were evaluated. */
  public get templates(): readonly TemplateDocument[] {
    return this.templateStore.all();
  }

  /** A plugin that breaks off has proved nothing: it counts as a violation in every environment. */
  private failClosed(plugin: IPolicyValidationPlugin, environments: readonly GateEnvironment[]) {
    const validate = plugin.validate.bind(plugin);
    plugin.validate = (context) => {
      const stackTemplates = this.assemblyTemplates.of(context.stackTemplates);
      this.completeness.ran(plugin, stackTemplates);
      try {
        this.beginOnce(stackTemplates);
        const templatePaths = stackTemplates.map(({ templatePath }) => templatePath);
        return validate({ ...context, stackTemplates, templatePaths });
      } catch (error) {
        const report = new ReportBuilder();
        for (const { stage } of environments) {
          const finding = brokenOff(plugin.name.replaceAll(' ', '-'), stage.node.id, error);
          this.log.refuse({ ...finding, title: 'The pack can be evaluated' }, finding);
          report.addForAll(finding);
        }
        return report.build();
      }
    };
    return plugin;
  }

  private beginOnce(stacks: readonly PolicyValidationStack[]): void {
    if (this.begun) return;
    this.begun = true;
    this.begin(stacks);
  }

  /** Reads templates before anybody else does, so that whatever is changed after it is noticed. */
  private begin(stacks: readonly PolicyValidationStack[]): void {
    this.templateStore.read(stacks);
    this.engine.begin?.(stacks);
  }

  private applyWaivers(environments: readonly GateEnvironment[], waivers: readonly Waiver[], date: string): void {
    for (const waiver of waivers.filter((candidate) => WaiversPlugin.isInForce(candidate, date))) {
      for (const { stage } of environments) {
        if (!waiver.environments.includes(stage.node.id)) continue;
        const construct = childAt(stage, waiver.path);
        if (construct !== undefined) this.acknowledgements.waive(construct, waiver);
      }
    }
  }
}

function brokenOff(pack: string, environment: string, error: unknown): Finding {
  return {
    environment,
    pack,
    rule: `${pack}-evaluation`,
    stack: '',
    path: environment,
    logicalId: '',
    resourceType: '',
    location: 'Properties',
    problem: `the pack could not be evaluated: ${String(error)}`,
    remedy: 'fix the cause; nothing is deployed that was not evaluated',
  };
}

function nagPlugins(app: App, props: ComplianceGateProps): [NagPack, GateEnvironment[]][] {
  const available: Readonly<Record<string, () => NagPack>> = { ...NAG_PACKS, ...props.extraPacks };
  const chosen = [...new Set(props.environments.flatMap(({ packs }) => packs))].sort();
  return chosen.map((name) => {
    const make = available[name];
    if (make === undefined) {
      fail(app, `compliance pack ${name} does not exist; choose from ${Object.keys(available).sort().join(', ')}`);
    }
    return [make(), props.environments.filter(({ packs }) => packs.includes(name))];
  });
}

function childAt(scope: IConstruct, path: string): IConstruct | undefined {
  let found: IConstruct | undefined = scope;
  for (const id of path.split('/')) found = found?.node.tryFindChild(id);
  return found;
}

/** Finds resources by construct path; built on first use, because a clean run asks for none. */
class ResourceIndex {
  private byPath?: ReadonlyMap<string, IConstruct>;

  constructor(private readonly app: App) {}

  public find(path: string): IConstruct | undefined {
    this.byPath ??= new Map(
      this.app.node
        .findAll()
        .filter((construct) => CfnResource.isCfnResource(construct))
        .map((construct) => [construct.node.path, construct]),
    );
    return this.byPath.get(path);
  }
}
