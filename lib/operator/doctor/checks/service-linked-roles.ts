import { ENDPOINT_SCALING_ROLE } from '../../../../constructs/model/core';
import { nameOf } from '../../aws/failure';
import { awsCheck } from '../check';

const { name, service } = ENDPOINT_SCALING_ROLE;

/**
 * Whether the role exists that scales endpoints. AWS creates it with the first scalable target, but only if the CloudFormation
 * execution role may create service-linked roles; made beforehand, nothing depends on that.
 */
export const serviceLinkedRoles = awsCheck({
  id: 'service-linked-roles',
  title: 'the service-linked role that scales endpoints',
  permissions: [{ calls: ['GetRole'], on: `\`role/aws-service-role/${service}/${name}\`` }],
  needs: ({ environment }) => (environment.models.length === 0 ? [] : [`whether the role ${name} exists`]),
  look: async (_, ask) => {
    try {
      await ask()('GetRole', { RoleName: name });
      return [{ status: 'ok', what: `the role ${name} exists` }];
    } catch (error) {
      if (!['NoSuchEntity', 'NoSuchEntityException'].includes(nameOf(error))) throw error;
      const remedy = `aws iam create-service-linked-role --aws-service-name ${service}`;
      return [{ status: 'missing', what: `the role ${name} does not exist`, remedy }];
    }
  },
});
