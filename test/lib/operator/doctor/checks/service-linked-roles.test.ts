import { GetRoleCommand } from '@aws-sdk/client-iam';
import { removeSamples } from '../../../config/sample';
import { Account, findings } from '../account';

const account = new Account();
const ROLE = 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint';

beforeEach(() => account.reset());
afterAll(removeSamples);

test('asks for the role that the scalable targets name', async () => {
  expect(await findings('service-linked-roles')).toEqual([{ status: 'ok', what: `the role ${ROLE} exists` }]);
  expect(account.iam.commandCalls(GetRoleCommand).map(({ args }) => args[0].input)).toEqual([{ RoleName: ROLE }]);
});

test('fails without it', async () => {
  account.iam.on(GetRoleCommand).rejects(Object.assign(new Error('not there'), { name: 'NoSuchEntityException' }));
  expect(await findings('service-linked-roles')).toEqual([
    {
      status: 'missing',
      what: `the role ${ROLE} does not exist`,
      remedy: 'aws iam create-service-linked-role --aws-service-name sagemaker.application-autoscaling.amazonaws.com',
    },
  ]);
});
