import { ListCostAllocationTagsCommand } from '@aws-sdk/client-cost-explorer';
import { removeSamples } from '../../../config/sample';
import { Account, findings } from '../account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

test('fails on a tag that is not activated, and waits for one that billing does not list yet', async () => {
  account.activates({ environment: 'Inactive', 'cost-centre': 'Active' });
  expect(await findings('cost-tags')).toEqual([
    { status: 'ok', what: 'the cost allocation tag cost-centre is active' },
    {
      status: 'missing',
      what: 'the cost allocation tag environment is not active: budgets that filter by it count nothing',
      remedy:
        'aws ce update-cost-allocation-tags-status --cost-allocation-tags-status TagKey=environment,Status=Active',
    },
    {
      status: 'not checked',
      what: 'whether the cost allocation tag model is active',
      reason: 'AWS Billing does not list the tag yet',
      remedy: 'a key is listed up to 24 hours after the first deployment: activate it then',
    },
  ]);
});

test('names the command for the payer account when the account of the environment may not ask', async () => {
  const message = "Linked account doesn't have access to cost allocation tags.";
  account.costExplorer
    .on(ListCostAllocationTagsCommand)
    .rejects(Object.assign(new Error(message), { name: 'AccessDeniedException' }));
  expect((await findings('cost-tags'))[1]).toEqual({
    status: 'not checked',
    what: 'whether the cost allocation tag environment is active',
    reason: `AWS denied it: ${message}`,
    remedy:
      'in the payer account: aws ce list-cost-allocation-tags --type UserDefined --tag-keys cost-centre environment model',
  });
});
