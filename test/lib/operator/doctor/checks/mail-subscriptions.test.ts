import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { removeSamples } from '../../../config/sample';
import { Account, CRITICAL, findings } from '../account';

const account = new Account();
const SUBSCRIBE = `aws sns subscribe --topic-arn ${CRITICAL} --protocol email --notification-endpoint`;

beforeEach(() => account.reset());
afterAll(removeSamples);

test('reads the topics of the foundation stack, and nothing else', async () => {
  expect(await findings('mail-subscriptions')).toEqual([
    { status: 'ok', what: 'ai-platform@example.com confirmed the mails of AlertsCritical' },
  ]);
  expect(account.cloudformation.commandCalls(ListStackResourcesCommand)[0]?.args[0].input).toEqual({
    StackName: 'prod-Foundation',
  });
});

test('fails on a mail that nobody confirmed', async () => {
  account.subscribes('PendingConfirmation');
  expect(await findings('mail-subscriptions')).toEqual([
    {
      status: 'missing',
      what: 'ai-platform@example.com has not confirmed the mails of AlertsCritical',
      remedy: `open the link in the mail 'AWS Notification - Subscription Confirmation'; if it is gone: ${SUBSCRIBE} ai-platform@example.com`,
    },
  ]);
});

test('fails when the platform owner does not subscribe any more', async () => {
  account.subscribes(`${CRITICAL}:1`, 'pager@example.com');
  expect(await findings('mail-subscriptions')).toEqual([
    { status: 'ok', what: 'pager@example.com confirmed the mails of AlertsCritical' },
    {
      status: 'missing',
      what: 'ai-platform@example.com does not subscribe to AlertsCritical',
      remedy: `${SUBSCRIBE} ai-platform@example.com`,
    },
  ]);
});

test('is not checked before the stack is deployed', async () => {
  account.cloudformation
    .on(ListStackResourcesCommand)
    .rejects(Object.assign(new Error('Stack with id prod-Foundation does not exist'), { name: 'ValidationError' }));
  expect(await findings('mail-subscriptions')).toEqual([
    {
      status: 'not checked',
      what: 'whether ai-platform@example.com confirmed the mails of the alert topics',
      reason: 'the stack prod-Foundation is not deployed yet',
      remedy: 'run it again after the first deployment',
    },
  ]);
});
