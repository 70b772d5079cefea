import { data } from './actions/data';
import { governance } from './actions/governance';
import { network } from './actions/network';
import { serving } from './actions/serving';
import { workflow } from './actions/workflow';

import type { ResourceActions } from './actions/entry';

/**
 * By resource type: the `handlers.….permissions` of the public CloudFormation resource schemas, without what belongs to
 * properties that no type here has. CDK's copy of the schemas leaves them out, so these tables state them. Each entry is
 * `service:Action,Action`, separated by spaces.
 */
export const RESOURCE_ACTIONS: Readonly<Record<string, ResourceActions>> = {
  ...data,
  ...governance,
  ...network,
  ...serving,
  ...workflow,
};
