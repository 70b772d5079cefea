import {
  alternatives,
  attributeOf,
  itemsOf,
  renderText,
  type ResourceView,
  type Statement,
  type TemplateObject,
  valuesAt,
} from '../../../template';
import { matchingActions } from '../../core/iam-catalogue';
import type { RuleContext } from '../../template-check';
import { canonical } from '../shared/endpoints';
import { alarmNamesOf } from './rollback-alarms';
import type { Rollout } from './rollout';

const COMPOSITE_ALARM = 'AWS::CloudWatch::CompositeAlarm';
const ALARM_TYPES: ReadonlySet<string> = new Set(['AWS::CloudWatch::Alarm', COMPOSITE_ALARM]);

/** An alarm that a rollout names. */
export interface NamedAlarm {
  /** Its logical id; its name where it is in another template. */
  readonly label: string;
  readonly name: string;
  /** @default - in another template */
  readonly alarm: ResourceView | undefined;
}

/** The alarms that a rollout names, each once. */
export function namedAlarms(rollout: Rollout, { resources }: RuleContext): readonly NamedAlarm[] {
  const known = [...resources.values()].filter(({ type }) => ALARM_TYPES.has(type));
  const found = alarmNamesOf(rollout).map((value): NamedAlarm => {
    const name = textOf(value, resources);
    const alarm = known.find((one) => nameOf(one) === name);
    return { label: alarm?.logicalId ?? name, name, alarm };
  });
  return [...new Map(found.map((one) => [one.label, one])).values()];
}

/** Whether a statement allows `cloudwatch:DescribeAlarms` on something. */
export function allowsDescribeAlarms({ kind, conditional, value }: Statement): boolean {
  const allows = !conditional && valuesAt(value, 'Effect').every((effect) => effect === 'Allow');
  if (kind !== 'identity' || !allows) return false;
  if (value['NotAction'] !== undefined) return !itemsOf(value['NotAction']).some(isDescribeAlarms);
  return itemsOf(value['Action']).some(isDescribeAlarms);
}

function isDescribeAlarms(action: unknown): boolean {
  if (action === '*') return true;
  const [prefix = '', name = ''] = canonical(action).split(':');
  if (prefix.toLowerCase() !== 'cloudwatch') return false;
  return matchingActions(prefix, name).some((one) => one.name === 'DescribeAlarms');
}

/** Whether the resources of a statement cover an alarm in every case. */
export function covers({ value }: Statement, alarm: NamedAlarm, { resources }: RuleContext): boolean {
  // With NotResource, a statement is for all but a few.
  if (value['Resource'] === undefined) return true;
  return valuesAt(value, 'Resource').every((list) =>
    (Array.isArray(list) ? (list as readonly unknown[]) : [list]).some((item) =>
      alternatives(item).every((one) => one !== undefined && isArnOf(textOf(one, resources), alarm)),
    ),
  );
}

/**
 * CloudWatch answers for composite alarms only where the action is allowed on `*`:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
function isArnOf(arn: string, { name, alarm }: NamedAlarm): boolean {
  if (arn === '*') return true;
  if (alarm?.type === COMPOSITE_ALARM) return false;
  // The ARN of an alarm of another template comes from there too.
  if (!/^arn:.+:cloudwatch:/.test(arn)) return alarm === undefined && arn.startsWith('{');
  // A wildcard may stand for all that follows: arn:aws:cloudwatch:*
  const pattern = /:alarm:(.*)$/s.exec(arn)?.[1] ?? (arn.endsWith('*') ? '*' : '');
  if (pattern === name) return true;
  // Which name CloudFormation gives an alarm without one, only the deployment knows.
  const isGiven = alarm === undefined || alarm.properties['AlarmName'] !== undefined;
  return isGiven ? globToRegExp(pattern).test(name) : /[*?]/.test(pattern);
}

/** `*` stands for any text, `?` for any character. */
function globToRegExp(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

/** A text in which every reference to an alarm of the template is its name or its ARN, so that the same alarm reads the same. */
function textOf(value: unknown, resources: RuleContext['resources']): string {
  const token = (intrinsic: TemplateObject): string => {
    const { Ref } = intrinsic;
    const [id, attribute] = typeof Ref === 'string' ? [Ref, ''] : attributeOf(intrinsic['Fn::GetAtt']);
    const resource = resources.get(id);
    if (resource === undefined || !ALARM_TYPES.has(resource.type)) return JSON.stringify(intrinsic);
    return attribute === 'Arn' ? `arn:aws:cloudwatch:::alarm:${nameOf(resource)}` : nameOf(resource);
  };
  return renderText(value, token) ?? canonical(value);
}

function nameOf({ logicalId, properties }: ResourceView): string {
  return canonical(properties['AlarmName'] ?? { Ref: logicalId });
}
