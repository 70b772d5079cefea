import { COMPLIANT, NOT_APPLICABLE, type ComplianceRule, type RuleContext } from '../rule';
import { type ResourceView, isObject, itemsOf, renderText, resourcesIn, valuesAt } from '../../template';
import type { Problem } from '../template-check';
import { ENDPOINT } from './shared/endpoints';
import { governanceOf } from './shared/governance';
import { judge } from './shared/judge';
import {
  changingStates,
  readableDefinitions,
  releasedModels,
  STATE_MACHINE,
  uncheckedChanges,
} from './shared/releases';

const RULE = 'AWS::Events::Rule';
const PACKAGE_CHANGE = 'SageMaker Model Package State Change';
/** Whether a release or a rollback follows, the decision of a person does. */
const DECISIONS: ReadonlySet<unknown> = new Set(['Approved', 'Rejected']);

/** Only what people approved is released, and by the check that asks how many and who. */
export const rule: ComplianceRule = {
  id: 'REL-2',
  title: 'A version is released only behind a check, started by an approval, and a high risk takes two approvers',
  remedy:
    "release with ReleaseMachine, and start it with ReleaseStarter; in a machine of one's own, invoke the check function before anything changes, and let event rules name ModelApprovalStatus Approved or Rejected",
  resourceTypes: [RULE, STATE_MACHINE],
  check: (resource, context) =>
    resource.type === RULE ? checkRule(resource, context) : checkMachine(resource, context),
};

function checkMachine(machine: ResourceView, context: RuleContext) {
  const definitions = readableDefinitions(machine);
  const changes = definitions.flatMap(changingStates);
  const models = releasedModels(machine);
  if (changes.length === 0 && models === undefined) return NOT_APPLICABLE;
  const unchecked = definitions.flatMap(uncheckedChanges);
  const problems: Problem[] = unchecked.map((state) => ({
    problem: `state '${state}' changes what serves, and is reached although no check function was asked`,
    location: 'Properties.DefinitionString',
  }));
  for (const [model, said] of Object.entries(models ?? {})) {
    const risk = isObject(said) ? said['riskClass'] : undefined;
    if (risk === 'high' || !isHighRisk(model, context)) continue;
    problems.push({
      problem: `machine takes ${model} for risk class ${JSON.stringify(risk)}, and its endpoint is high risk: one approver would do`,
      location: 'Metadata',
    });
  }
  return judge(problems);
}

function isHighRisk(model: string, { environment }: RuleContext): boolean {
  return (environment ?? []).some((resource) => {
    const governance = resource.type === ENDPOINT ? governanceOf(resource) : undefined;
    return governance?.['model'] === model && governance['riskClass'] === 'high';
  });
}

function checkRule(eventRule: ResourceView, context: RuleContext) {
  if (!startsReleases(eventRule, context)) return NOT_APPLICABLE;
  const location = 'Properties.EventPattern';
  const types = itemsOf(valuesAt(eventRule.properties, 'EventPattern', 'detail-type')[0]);
  // Who approved is only kept; the handler of it starts nothing.
  if (types.length === 0 || types.some((type) => type !== PACKAGE_CHANGE)) {
    return judge([{ problem: `rule starts releases by something else than '${PACKAGE_CHANGE}'`, location }]);
  }
  const statuses = itemsOf(valuesAt(eventRule.properties, 'EventPattern', 'detail', 'ModelApprovalStatus')[0]);
  return statuses.length > 0 && statuses.every((status) => DECISIONS.has(status))
    ? COMPLIANT
    : judge([{ problem: 'rule starts releases of versions that nobody approved or rejected', location }]);
}

/** Whether a target of a rule is a release machine, or a function that is given the ARN of one. */
function startsReleases(eventRule: ResourceView, context: RuleContext): boolean {
  const machines = (context.environment ?? [...context.resources.values()]).filter(
    (resource) => resource.type === STATE_MACHINE && releasedModels(resource) !== undefined,
  );
  const isMachine = (value: unknown) => {
    if (resourcesIn(value, context.resources).some((one) => machines.includes(one))) return true;
    const text = renderText(value, () => '');
    const name = text === undefined ? undefined : /:stateMachine:(.+)$/.exec(text)?.[1];
    return name !== undefined && machines.some(({ properties }) => properties['StateMachineName'] === name);
  };
  return itemsOf(eventRule.properties['Targets']).some((target) => {
    const arn = isObject(target) ? target['Arn'] : undefined;
    if (isMachine(arn)) return true;
    return resourcesIn(arn, context.resources).some((handler) => {
      const [variables] = valuesAt(handler.properties, 'Environment', 'Variables');
      return isObject(variables) && Object.values(variables).some(isMachine);
    });
  });
}
