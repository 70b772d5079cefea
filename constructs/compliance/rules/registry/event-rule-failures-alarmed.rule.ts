import { isObject, itemsOf } from '../../../template';
import { COMPLIANT, NOT_APPLICABLE, violation, type ComplianceRule } from '../../rule';
import { watchedMetrics } from '../shared/alarms';
import { isNamed, resourcesOfType } from '../shared/endpoints';

/** Whether EventBridge may use a target and its key shows only when an event fails. */
export const rule: ComplianceRule = {
  id: 'EventRuleFailuresAlarmed',
  title: 'An alarm watches for events that a rule could not deliver',
  remedy: 'create the alarms of EVENT_RULE_ALARMS (monitoring) for the rule, in the same stack',
  requirements: ['REG-2'],
  resourceTypes: ['AWS::Events::Rule'],
  check: (eventRule, context) => {
    if (itemsOf(eventRule.properties['Targets']).length === 0) return NOT_APPLICABLE;
    const isWatched = resourcesOfType(context, 'AWS::CloudWatch::Alarm')
      .flatMap(watchedMetrics)
      .some(
        ({ namespace, name, dimensions }) =>
          namespace === 'AWS/Events' &&
          name === 'FailedInvocations' &&
          itemsOf(dimensions).some(
            (one) => isObject(one) && one['Name'] === 'RuleName' && isNamed(one['Value'], eventRule, 'Name'),
          ),
      );
    return isWatched
      ? COMPLIANT
      : violation('no alarm watches FailedInvocations of the rule, so that events would be lost unnoticed');
  },
};
