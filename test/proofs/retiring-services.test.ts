import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { RETIRING_SERVICES } from '../../lib/operator/doctor/retiring-services';

test('each retiring service begins as some resource type of CloudFormation does', () => {
  const types = loadAwsServiceSpecSync()
    .all('resource')
    .map(({ cloudFormationType }) => cloudFormationType);
  const unknown = Object.keys(RETIRING_SERVICES).filter(
    (beginning) => !types.some((type) => type.startsWith(beginning)),
  );
  expect(unknown).toEqual([]);
});
