import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  Stack,
} from 'aws-cdk-lib';
import type { GateEnvironment } from './gate-environment';
import type { PluginServices } from './nag-plugin';
import { ReportBuilder } from './report';

/** Name under which warnings and errors that constructs attach to themselves appear. */
export const ANNOTATIONS = 'Annotations';

const KINDS: ReadonlySet<string> = new Set(['aws:cdk:warning', 'aws:cdk:error']);

/** Refuses what `cdk synth --strict` refuses: a construct that warns. It does not depend on how the CLI is called. */
export class AnnotationsPlugin implements IPolicyValidationPlugin {
  public readonly name = ANNOTATIONS;

  constructor(
    private readonly environments: readonly GateEnvironment[],
    private readonly services: PluginServices,
  ) {}

  public validate(_context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = new ReportBuilder();
    const { log, sources } = this.services;
    for (const { stage } of this.environments) {
      const question = {
        environment: stage.node.id,
        pack: ANNOTATIONS,
        rule: 'warning',
        title: 'No construct warns about how it is used',
      };
      for (const construct of stage.node.findAll()) {
        if (!Stack.isStack(construct) && construct.node.metadata.length === 0) continue;
        const said = construct.node.metadata.filter((entry) => KINDS.has(entry.type));
        if (said.length === 0 && Stack.isStack(construct)) log.pass(question);
        for (const { data } of said) {
          const finding = {
            environment: stage.node.id,
            pack: ANNOTATIONS,
            rule: question.rule,
            stack: stackPathOf(construct.node.path),
            path: construct.node.path,
            logicalId: '',
            resourceType: '',
            location: 'Properties',
            problem: String(data),
            remedy: 'follow the warning; a construct whose warning does not apply can acknowledge it with its id',
            source: sources.of(construct),
          };
          log.refuse(question, finding);
          report.add(finding);
        }
      }
    }
    return report.build();
  }
}

function stackPathOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
