import { fieldsAt, listAt, numberAt, textAt, type Fields } from './fields';

/**
 * The share of the traffic that the new fleet of a deployment gets, 0 to 1, as far as its variants tell.
 *
 * SageMaker gives no number: `CurrentWeight` is the share within the fleet. What it gives is the stage, and for stages that
 * carry traffic a message such as `Baking for 600 seconds (TerminationWaitInSeconds) with traffic enabled on canary capacity
 * of 1 instance(s).` https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
 *
 * @param variants `PendingDeploymentSummary.ProductionVariants`
 */
export function shareOf(variants: readonly Fields[]): number | undefined {
  const shares = variants.map(variantShare);
  const [first] = shares;
  return shares.every((share) => share === first) ? first : undefined;
}

function variantShare(variant: Fields): number | undefined {
  const status = listAt(variant, 'VariantStatus').at(-1);
  const message = textAt(status, 'StatusMessage') ?? '';
  if (/full capacity/i.test(message)) return 1;
  const percent = /traffic enabled on (\d+(?:\.\d+)?)\s*% of the capacity/i.exec(message)?.[1];
  if (percent !== undefined) return Number(percent) / 100;
  const instances = /traffic enabled on .*?(\d+) instance/i.exec(message)?.[1];
  const desired = numberAt(variant, 'DesiredInstanceCount') ?? 0;
  if (instances !== undefined) return desired > 0 ? Math.min(1, Number(instances) / desired) : undefined;
  const idle = numberAt(variant, 'CurrentInstanceCount') === 0 || numberAt(variant, 'CurrentWeight') === 0;
  return idle && textAt(status, 'Status') === 'Creating' ? 0 : undefined;
}

/**
 * The shares that a deployment goes through, from 0 to 1.
 * @param config `DeploymentConfig` of the endpoint
 * @param instances that the new fleet shall have, for sizes in instances
 * @returns undefined when it names no policy
 */
export function planOf(config: unknown, instances: number): readonly number[] | undefined {
  const rolling = fieldsAt(config, 'RollingUpdatePolicy');
  const batch = sizeOf(fieldsAt(rolling, 'MaximumBatchSize'), instances);
  if (batch !== undefined) return ramp(batch);
  const routing = fieldsAt(fieldsAt(config, 'BlueGreenUpdatePolicy'), 'TrafficRoutingConfiguration');
  const type = textAt(routing, 'Type');
  if (type === 'ALL_AT_ONCE') return [0, 1];
  const size = sizeOf(fieldsAt(routing, type === 'CANARY' ? 'CanarySize' : 'LinearStepSize'), instances);
  if (size === undefined) return undefined;
  return type === 'CANARY' ? [...new Set([0, size, 1])] : ramp(size);
}

function sizeOf(size: Fields, instances: number): number | undefined {
  const value = numberAt(size, 'Value');
  if (value === undefined || value <= 0) return undefined;
  if (textAt(size, 'Type') === 'CAPACITY_PERCENT') return Math.min(1, value / 100);
  return instances > 0 ? Math.min(1, value / instances) : undefined;
}

function ramp(step: number): readonly number[] {
  const count = Math.ceil(Number((1 / step).toFixed(6)));
  return [0, ...Array.from({ length: count }, (_, index) => Math.min(1, Number((step * (index + 1)).toFixed(6))))];
}
