import {
  type CfnResource,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  Stack,
} from 'aws-cdk-lib';
import type { IApplyRule, NagPack } from 'cdk-nag';
import type { Acknowledgements } from './acknowledgements';
import type { EvaluationLog, RuleQuestion } from './evaluation-log';
import type { GateEnvironment } from './gate-environment';
import { loadNag } from './nag-packs';
import { ReportBuilder } from './report';
import type { SourceLines } from './source-lines';

/** What every plugin of the gate works with. */
export interface PluginServices {
  readonly log: EvaluationLog;
  readonly acknowledgements: Acknowledgements;
  readonly sources: SourceLines;
}

/**
 * Runs a cdk-nag pack over the environments that chose it, and counts every answer.
 *
 * The pack alone reports violations only, so a clean pack and a missing one look the same; it walks the whole app
 * whatever an environment chose; it lets warnings pass once one of them is acknowledged; and it honours
 * acknowledgements whose bare id leaves no trace in the report. Hence the pack keeps its rules and its walk, and the
 * plugin takes over what happens with an answer.
 */
export class NagPlugin implements IPolicyValidationPlugin {
  /** The pack's own name, so that an acknowledgement made for the plain pack counts here and the other way round. */
  public readonly name: string;
  private readonly compliance = loadNag().NagRuleCompliance;
  private report = new ReportBuilder();
  private environment = '';
  /** What was asked of the present environment, by rule and suffix: a rule may serve under several names. */
  private questions = new Map<IApplyRule['rule'], Map<string | undefined, RuleQuestion>>();

  constructor(
    private readonly pack: NagPack,
    private readonly environments: readonly GateEnvironment[],
    private readonly services: PluginServices,
  ) {
    this.name = pack.name;
    Object.defineProperty(pack, 'applyRule', { value: (params: IApplyRule) => this.apply(params) });
  }

  public get version(): string | undefined {
    return this.pack.version;
  }

  public validate(_context: IPolicyValidationContext): PolicyValidationPluginReport {
    this.report = new ReportBuilder();
    for (const { stage } of this.environments) {
      this.environment = stage.node.id;
      this.questions = new Map();
      this.pack.validateScope(stage);
    }
    return this.report.build();
  }

  private apply(params: IApplyRule): void {
    const question = this.questionOf(params);
    const { rule } = question;
    const { log } = this.services;
    try {
      const answer = params.rule(params.node);
      if (Array.isArray(answer) && answer.length > 0) {
        for (const finding of answer) this.refuse(params, rule, `${rule}[${finding}]`, params.info);
      } else if (answer === this.compliance.NON_COMPLIANT) this.refuse(params, rule, rule, params.info);
      else if (answer === this.compliance.NOT_APPLICABLE) log.notApplicable(question);
      else log.pass(question);
    } catch (error) {
      // A rule that throws proves nothing, so it counts against the resource.
      this.refuse(params, rule, rule, `the rule could not be evaluated: ${String(error)}`);
    }
  }

  private questionOf({ rule, ruleSuffixOverride, info }: IApplyRule): RuleQuestion {
    const bySuffix = this.questions.get(rule) ?? new Map<string | undefined, RuleQuestion>();
    this.questions.set(rule, bySuffix);
    const known = bySuffix.get(ruleSuffixOverride);
    if (known !== undefined) return known;
    const id = `${this.pack.readPackName}-${ruleSuffixOverride ?? rule.name}`;
    const question = { environment: this.environment, pack: this.name, rule: id, title: info };
    bySuffix.set(ruleSuffixOverride, question);
    return question;
  }

  private refuse(params: IApplyRule, rule: string, findingId: string, problem: string): void {
    const { node } = params;
    const { log, acknowledgements, sources } = this.services;
    const path = node.node.path;
    const finding = {
      environment: this.environment,
      pack: this.name,
      rule: findingId,
      stack: Stack.of(node).node.path,
      path,
      logicalId: logicalIdOf(node),
      resourceType: node.cfnResourceType,
      location: 'Properties',
      problem,
      remedy: params.explanation,
      source: sources.of(node),
      acknowledgement: acknowledgements.find(`${this.name}::${findingId}`, path),
    };
    log.refuse({ environment: this.environment, pack: this.name, rule, title: params.info }, finding);
    this.report.add(finding);
  }
}

function logicalIdOf(node: CfnResource): string {
  return String(Stack.of(node).resolve(node.logicalId));
}
