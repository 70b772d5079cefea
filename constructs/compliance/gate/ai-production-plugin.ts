import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { AI_PRODUCTION } from '../core';
import type { ResourceView } from '../../template';
import { requirementsOf, type ComplianceRule } from '../rule';
import type { Problem, RuleContext, TemplateCheck } from '../template-check';
import type { RuleQuestion } from './evaluation-log';
import { readAnswer, warningOfOutcome, warningsOfRule } from './former-rules';
import type { GateEnvironment } from './gate-environment';
import type { PluginServices } from './nag-plugin';
import { ReportBuilder } from './report';
import type { TemplateDocument, TemplateStore } from './templates';

/** What the pack evaluates. */
export interface AiProductionPluginProps {
  readonly environments: readonly GateEnvironment[];
  /** Rules, each of requirements. */
  readonly rules: readonly ComplianceRule[];
  /** Checks of policy statements and definitions. */
  readonly checks: readonly TemplateCheck[];
  readonly evaluationDate: string;
  readonly templates: TemplateStore;
  /** Finds the construct of a resource, for its source line. */
  readonly sourceOf: (path: string) => string | undefined;
}

/** A rule or check as it is asked in one environment. */
interface Question extends RuleQuestion {
  readonly check: TemplateCheck;
  /** Only what rules of requirements find compliant is evidence. */
  readonly hasWitnesses: boolean;
}

/** Evaluates our own rules and checks on the synthesized templates: on what is deployed, not on what was meant. */
export class AiProductionPlugin implements IPolicyValidationPlugin {
  public readonly name = AI_PRODUCTION;
  private readonly environments: ReadonlyMap<string, GateEnvironment>;

  constructor(
    private readonly props: AiProductionPluginProps,
    private readonly services: PluginServices,
  ) {
    this.environments = new Map(props.environments.map((environment) => [environment.stage.node.id, environment]));
  }

  public get ruleIds(): string[] {
    return [...this.props.rules, ...this.props.checks].map(({ id }) => `${AI_PRODUCTION}-${id}`);
  }

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const { log, acknowledgements } = this.services;
    const report = new ReportBuilder();
    const documents = this.props.templates.read(context.stackTemplates);
    const names = new Set([...this.environments.keys(), ...documents.map(({ environment }) => environment)]);
    for (const name of [...names].sort()) {
      const own = documents.filter(({ environment }) => environment === name);
      this.evaluate(name, own, report);
    }
    for (const warning of [...this.props.rules.flatMap(warningsOfRule), ...acknowledgements.warnings()]) {
      log.warn(warning);
    }
    return report.build();
  }

  private evaluate(name: string, documents: readonly TemplateDocument[], report: ReportBuilder): void {
    const environment = this.environments.get(name);
    const questions = this.questionsOf(name);
    // A rule that met no resource is in the result all the same.
    if (environment !== undefined) for (const question of questions) this.services.log.declare(question);
    const byType = new Map<string, Question[]>();
    for (const question of questions) {
      for (const type of question.check.resourceTypes) byType.set(type, [...(byType.get(type) ?? []), question]);
    }
    const all = documents.flatMap(({ resources }) => [...resources.values()]);
    for (const document of documents) {
      const context: RuleContext = {
        evaluationDate: this.props.evaluationDate,
        // A stack outside of the known environments is judged as production: the gate fails closed.
        production: environment?.production ?? true,
        resources: document.resources,
        environment: all,
        configuration: environment?.configuration,
      };
      for (const resource of document.resources.values()) {
        for (const question of byType.get(resource.type) ?? []) {
          this.ask(question, resource, document, context, report);
        }
      }
    }
  }

  /** Once for an environment: the log knows a question by the very object that asks. */
  private questionsOf(environment: string): readonly Question[] {
    const question = (check: TemplateCheck, hasWitnesses: boolean): Question => ({
      environment,
      pack: AI_PRODUCTION,
      rule: `${AI_PRODUCTION}-${check.id}`,
      title: check.title,
      check,
      hasWitnesses,
    });
    return [
      ...this.props.rules.map((rule) => question(rule, requirementsOf(rule).length > 0)),
      ...this.props.checks.map((check) => question(check, false)),
    ];
  }

  private ask(
    question: Question,
    resource: ResourceView,
    document: TemplateDocument,
    context: RuleContext,
    report: ReportBuilder,
  ): void {
    const { log, acknowledgements } = this.services;
    const { environment, pack, rule, check } = question;
    const outcome = this.answer(check, resource, context);
    if (outcome === 'not-applicable') return log.notApplicable(question);
    if (outcome.length === 0) {
      if (question.hasWitnesses) {
        log.witness({ environment, rule, path: resource.path, resourceType: resource.type });
      }
      return log.pass(question);
    }
    const acknowledgement = acknowledgements.find(`${pack}::${rule}`, resource.path);
    for (const { problem, location } of distinct(outcome)) {
      const finding = {
        environment,
        pack,
        rule,
        stack: document.stack,
        path: resource.path,
        logicalId: resource.logicalId,
        resourceType: resource.type,
        location,
        problem,
        remedy: check.remedy,
        source: this.props.sourceOf(resource.path),
        acknowledgement,
      };
      log.refuse(question, finding);
      report.add(finding);
    }
  }

  private answer(check: TemplateCheck, resource: ResourceView, context: RuleContext) {
    try {
      const { outcome, former } = readAnswer(check.check(resource, context));
      if (former) this.services.log.warn(warningOfOutcome(check.id));
      return outcome;
    } catch (error) {
      // A rule that throws proves nothing, so it counts against the resource.
      return [{ problem: `the rule could not be evaluated: ${String(error)}`, location: 'Properties' }];
    }
  }
}

/** Two variants of an endpoint may have the same problem at the same place: that is one finding. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [`${one.location}\0${one.problem}`, one])).values()];
}
