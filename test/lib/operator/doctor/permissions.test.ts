import { doctor } from '../../../../lib/operator/commands/doctor';
import { CHECKS } from '../../../../lib/operator/doctor/checks';
import { removeSamples } from '../../config/sample';
import { Account, budget, examination } from './account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

test('sends the calls that the checks declare, and no others', async () => {
  account.grants({});
  account.counts(budget(0, { environment: 'prod' }));
  await examination();
  const { sent } = account;
  const declared = CHECKS.flatMap(({ permissions }) => permissions.flatMap(({ calls }) => calls));
  expect([...new Set(sent)].sort()).toEqual([...new Set(['GetCallerIdentity', ...declared])].sort());
  expect([...new Set(doctor.permissions.flatMap(({ calls }) => calls))].sort()).toEqual([...new Set(sent)].sort());
});
