import type { IConstruct } from 'constructs';
import { type MeasuredArn, measuredArn } from '../identity';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const LONGEST_NAME = 1011;

/** ARN of an SSM parameter of the scope's stack, by its name. */
export function parameterArn(scope: IConstruct, name: string): MeasuredArn {
  const resourceName = name.replace(/^\//, '');
  return measuredArn(scope, { service: 'ssm', resource: 'parameter', resourceName }, LONGEST_NAME);
}
