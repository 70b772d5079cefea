import { isSet, type ResourceView } from '../../../template';

/** The deletion policy that gives up only what a failed first deployment leaves behind. */
export const RETAIN_EXCEPT_ON_CREATE = 'RetainExceptOnCreate';

/** Whether a resource outlives its stack. */
export function isRetained({ deletionPolicy }: ResourceView): boolean {
  return deletionPolicy === 'Retain' || deletionPolicy === RETAIN_EXCEPT_ON_CREATE;
}

/**
 * The property that gives a resource its physical name, where the template sets it: `Name`, or the end of the type with
 * `Name`, e.g. `LogGroupName`, and `TableName` of `AWS::DynamoDB::GlobalTable`.
 */
export function physicalNameProperty({ type, properties }: ResourceView): string | undefined {
  const kind = type.slice(type.lastIndexOf(':') + 1);
  return Object.keys(properties).find((property) => {
    const [, named] = /^(.*)Name$/.exec(property) ?? [];
    return named !== undefined && kind.endsWith(named) && isSet(properties, property);
  });
}
