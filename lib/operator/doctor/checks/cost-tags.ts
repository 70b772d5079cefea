import { COST_ALLOCATION_TAGS } from '../../../../constructs/governance/core';
import { awsCheck, type Finding } from '../check';

/**
 * Whether the tags that budgets filter by are activated. Only the payer account and accounts outside of an organization can
 * ask: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
 */
export const costTags = awsCheck({
  id: 'cost-tags',
  title: 'activated cost allocation tags, in the payer account: until then the budgets count nothing',
  permissions: [{ calls: ['ListCostAllocationTags'], on: '`*`' }],
  needs: () => COST_ALLOCATION_TAGS.map((key) => `whether the cost allocation tag ${key} is active`),
  otherwise: () =>
    `in the payer account: aws ce list-cost-allocation-tags --type UserDefined --tag-keys ${COST_ALLOCATION_TAGS.join(' ')}`,
  look: async (_, ask) => {
    const { CostAllocationTags = [] } = await ask()('ListCostAllocationTags', {
      TagKeys: [...COST_ALLOCATION_TAGS],
      Type: 'UserDefined',
    });
    return COST_ALLOCATION_TAGS.map((key) =>
      judged(key, CostAllocationTags.find(({ TagKey }) => TagKey === key)?.Status),
    );
  },
});

function judged(key: string, status: string | undefined): Finding {
  if (status === 'Active') return { status: 'ok', what: `the cost allocation tag ${key} is active` };
  if (status === undefined) {
    return {
      status: 'not checked',
      what: `whether the cost allocation tag ${key} is active`,
      reason: 'AWS Billing does not list the tag yet',
      remedy: 'a key is listed up to 24 hours after the first deployment: activate it then',
    };
  }
  return {
    status: 'missing',
    what: `the cost allocation tag ${key} is not active: budgets that filter by it count nothing`,
    remedy: `aws ce update-cost-allocation-tags-status --cost-allocation-tags-status TagKey=${key},Status=Active`,
  };
}
