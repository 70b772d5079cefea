import { type ResourceView, isObject, itemsOf, renderText, resourcesIn, valuesAt } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import type { RuleContext } from '../../template-check';
import { releasedModels, STATE_MACHINE } from './releases';

const LOCATION = 'Properties.EventPattern';
const PACKAGE_CHANGE = 'SageMaker Model Package State Change';
/** Whether a release or a rollback follows, the decision of a person does. */
const DECISIONS: ReadonlySet<unknown> = new Set(['Approved', 'Rejected']);

/** Only the decision of a person starts a release. */
export const rule: ComplianceRule = {
  id: 'ReleaseStartedByApproval',
  title: 'Event rules start a release only on the approval or rejection of a version',
  remedy: 'start ReleaseMachine with ReleaseStarter, or filter event rules by ModelApprovalStatus Approved or Rejected',
  requirements: ['REL-2'],
  formerIds: ['REL-2'],
  resourceTypes: ['AWS::Events::Rule'],
  check: (eventRule, context) => {
    if (!startsReleases(eventRule, context)) return NOT_APPLICABLE;
    const types = itemsOf(valuesAt(eventRule.properties, 'EventPattern', 'detail-type')[0]);
    // Who approved is only kept; the handler of it starts nothing.
    if (types.length === 0 || types.some((type) => type !== PACKAGE_CHANGE)) {
      return violation(`rule starts releases by something else than '${PACKAGE_CHANGE}'`, LOCATION);
    }
    const statuses = itemsOf(valuesAt(eventRule.properties, 'EventPattern', 'detail', 'ModelApprovalStatus')[0]);
    return statuses.length > 0 && statuses.every((status) => DECISIONS.has(status))
      ? COMPLIANT
      : violation('rule starts releases of versions that nobody approved or rejected', LOCATION);
  },
};

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
