import {
  CloudFormationValidatePlugin,
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
  type PolicyViolation,
} from 'aws-cdk-lib';
import type { Finding } from '../evaluation';
import { type CloudFormationEngine, cloudFormationRulesVersion } from './cloudformation-engine';
import type { PluginServices } from './nag-plugin';
import { ReportBuilder } from './report';
import type { TemplateDocument, TemplateStore } from './templates';

/**
 * Name under which the findings of CDK's CloudFormation validation appear: the namespace that CDK makes of the plugin's
 * name, so that an acknowledgement `CloudFormation-Validate::W3010` counts with and without the gate.
 */
export const CLOUDFORMATION = CloudFormationValidatePlugin.PLUGIN_NAME.replaceAll(' ', '-');

const TITLE = 'The resource conforms to the CloudFormation schema and to the lint rules that come with CDK';

/**
 * CDK's built-in CloudFormation validation, strict: warnings (a bad enum value is one) count as errors, and neither a
 * feature flag nor `CDK_VALIDATION=false` takes it out, because it is registered rather than added by default.
 */
export class CloudFormationPlugin extends CloudFormationValidatePlugin {
  constructor(
    private readonly evaluator: CloudFormationEngine,
    private readonly templates: TemplateStore,
    private readonly services: PluginServices,
    private readonly sourceOf: (path: string) => string | undefined,
  ) {
    super();
  }

  public override get version(): string {
    return cloudFormationRulesVersion();
  }

  /** CDK's own has its version here too. */
  public override get ruleIds(): string[] {
    return [this.version];
  }

  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = new ReportBuilder();
    const documents = new Map(this.templates.read(context.stackTemplates).map((document) => [document.file, document]));
    const refused = new Set<string>();
    for (const violation of this.evaluator.validate(context)) {
      for (const finding of this.findingsOf(violation, documents)) {
        refused.add(finding.path);
        this.services.log.refuse(question(finding.environment, finding.rule, violation.description), finding);
        report.add(finding);
      }
    }
    for (const { environment, resources } of documents.values()) {
      const clean = [...resources.values()].filter(({ path }) => !refused.has(path)).length;
      this.services.log.pass(question(environment, 'schema', TITLE), clean);
    }
    return report.build();
  }

  private findingsOf(violation: PolicyViolation, documents: ReadonlyMap<string, TemplateDocument>): Finding[] {
    return violation.violatingResources.map((violating) => {
      const document = documents.get(violating.templatePath ?? '');
      const resource = document?.resources.get(violating.resourceLogicalId ?? '');
      const path = resource?.path ?? violating.constructPath ?? document?.stack ?? '';
      const rule = violation.ruleName;
      return {
        environment: document?.environment ?? path.split('/')[0] ?? '',
        pack: CLOUDFORMATION,
        rule,
        stack: document?.stack ?? '',
        path,
        logicalId: violating.resourceLogicalId ?? '',
        resourceType: resource?.type ?? '',
        location: violating.locations[0] ?? 'Properties',
        problem: violation.description,
        remedy: violation.fix ?? 'correct the property as its CloudFormation documentation says',
        source: this.sourceOf(path),
        acknowledgement: this.services.acknowledgements.find(`${CLOUDFORMATION}::${rule}`, path),
      };
    });
  }
}

function question(environment: string, rule: string, title: string) {
  return { environment, pack: CLOUDFORMATION, rule, title };
}
