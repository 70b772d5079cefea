import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { AI_PRODUCTION } from '../core';
import type { ComplianceRule, RuleContext } from '../rule';
import type { ResourceView } from '../../template';
import type { Problem, TemplateCheck } from '../template-check';
import type { GateEnvironment } from './environment';
import type { PluginServices } from './nag-plugin';
import { ReportBuilder } from './report';
import type { TemplateDocument, TemplateStore } from './templates';

/** What the pack evaluates. */
export interface AiProductionPluginProps {
  readonly environments: readonly GateEnvironment[];
  /** Rules, one per requirement. */
  readonly rules: readonly ComplianceRule[];
  /** Checks of policy statements and definitions. */
  readonly checks: readonly TemplateCheck[];
  readonly evaluationDate: string;
  readonly templates: TemplateStore;
  /** Finds the construct of a resource, for its source line. */
  readonly sourceOf: (path: string) => string | undefined;
}

type Outcome = readonly Problem[] | 'not-applicable';

interface Question {
  readonly id: string;
  readonly title: string;
  readonly remedy: string;
  readonly resourceTypes: readonly string[];
  /** Only rules of the catalogue have resources that witness a requirement. */
  readonly isRequirement: boolean;
  ask(resource: ResourceView, context: RuleContext): Outcome;
}

/** Evaluates our own rules and checks on the synthesized templates: on what is deployed, not on what was meant. */
export class AiProductionPlugin implements IPolicyValidationPlugin {
  public readonly name = AI_PRODUCTION;
  private readonly questions: readonly Question[];
  private readonly byType = new Map<string, Question[]>();
  private readonly environments: ReadonlyMap<string, GateEnvironment>;

  constructor(
    private readonly props: AiProductionPluginProps,
    private readonly services: PluginServices,
  ) {
    this.questions = [...props.rules.map(fromRule), ...props.checks.map(fromCheck)];
    for (const question of this.questions) {
      for (const type of question.resourceTypes) {
        const known = this.byType.get(type);
        if (known === undefined) this.byType.set(type, [question]);
        else known.push(question);
      }
    }
    this.environments = new Map(props.environments.map((environment) => [environment.stage.node.id, environment]));
  }

  public get ruleIds(): string[] {
    return this.questions.map(({ id }) => `${AI_PRODUCTION}-${id}`);
  }

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = new ReportBuilder();
    for (const environment of this.environments.keys()) {
      for (const question of this.questions) this.services.ledger.declare(tallyOf(environment, question));
    }
    const documents = this.props.templates.read(context);
    const resources = new Map<string, ResourceView[]>(documents.map(({ environment }) => [environment, []]));
    for (const document of documents) resources.get(document.environment)?.push(...document.resources.values());
    for (const document of documents) this.evaluate(document, resources.get(document.environment) ?? [], report);
    return report.build();
  }

  private evaluate(document: TemplateDocument, environment: readonly ResourceView[], report: ReportBuilder): void {
    const context: RuleContext = {
      evaluationDate: this.props.evaluationDate,
      // A stack outside of the known environments is judged as production: the gate fails closed.
      production: this.environments.get(document.environment)?.production ?? true,
      resources: document.resources,
      environment,
    };
    for (const resource of document.resources.values()) {
      for (const question of this.byType.get(resource.type) ?? []) {
        this.record(document, resource, question, answer(question, resource, context), report);
      }
    }
  }

  private record(
    document: TemplateDocument,
    resource: ResourceView,
    question: Question,
    outcome: Outcome,
    report: ReportBuilder,
  ): void {
    const { ledger, acknowledgements } = this.services;
    const tally = tallyOf(document.environment, question);
    if (outcome === 'not-applicable') return ledger.notApplicable(tally);
    if (outcome.length === 0) {
      const { environment } = document;
      if (question.isRequirement) {
        ledger.witness({ environment, rule: tally.rule, path: resource.path, resourceType: resource.type });
      }
      return ledger.pass(tally);
    }
    for (const { problem, location } of outcome) {
      const finding = {
        environment: document.environment,
        pack: this.name,
        rule: tally.rule,
        stack: document.stack,
        path: resource.path,
        logicalId: resource.logicalId,
        resourceType: resource.type,
        location,
        problem,
        remedy: question.remedy,
        source: this.props.sourceOf(resource.path),
        acknowledgement: acknowledgements.find(`${this.name}::${tally.rule}`, resource.path),
      };
      ledger.refuse(tally, finding);
      report.add(finding);
    }
  }
}

function answer(question: Question, resource: ResourceView, context: RuleContext): Outcome {
  try {
    return question.ask(resource, context);
  } catch (error) {
    // A rule that throws proves nothing, so it counts against the resource.
    return [{ problem: `the rule could not be evaluated: ${String(error)}`, location: 'Properties' }];
  }
}

function tallyOf(environment: string, { id, title }: Question) {
  return { environment, pack: AI_PRODUCTION, rule: `${AI_PRODUCTION}-${id}`, title };
}

function fromRule(rule: ComplianceRule): Question {
  const { id, title, remedy, resourceTypes } = rule;
  const ask = (resource: ResourceView, context: RuleContext): Outcome => {
    const said = rule.check(resource, context);
    if (said.outcome === 'not-applicable') return 'not-applicable';
    if (said.outcome === 'compliant') return [];
    return [{ problem: said.problem, location: said.location ?? 'Properties' }];
  };
  return { id, title, remedy, resourceTypes, isRequirement: true, ask };
}

function fromCheck(check: TemplateCheck): Question {
  const { id, title, remedy, resourceTypes } = check;
  return { id, title, remedy, resourceTypes, isRequirement: false, ask: (r, context) => check.check(r, context) };
}
