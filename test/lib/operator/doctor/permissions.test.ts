import { doctor } from '../../../../lib/operator/commands/doctor';
import { CHECKS } from '../../../../lib/operator/doctor/checks';
import { removeSamples } from '../../config/sample';
import { Account, examination } from './account';

const account = new Account();

beforeEach(() => account.reset());
afterAll(removeSamples);

test('sends the calls that the checks declare, and no others', async () => {
  account.grants({});
  await examination();
  const sent = account.clients.flatMap((client) =>
    client.calls().map(({ args }) => args[0].constructor.name.replace(/Command$/, '')),
  );
  const declared = CHECKS.flatMap(({ permissions }) => permissions.flatMap(({ calls }) => calls));
  expect([...new Set(sent)].sort()).toEqual([...new Set(['GetCallerIdentity', ...declared])].sort());
  expect([...new Set(doctor.permissions.flatMap(({ calls }) => calls))].sort()).toEqual([...new Set(sent)].sort());
});
