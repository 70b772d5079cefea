import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { resolveEnvironments } from '../../../lib/config';
import { parseEnvironment, parseModel } from '../../../lib/description';
import { publishForOperators } from '../../../lib/stacks/operator-parameters';
import { removeSamples, Sample } from '../config/sample';

afterAll(removeSamples);

test('publishes what the operator command reads back, within the limit of a parameter', () => {
  const environment = resolveEnvironments(new Sample().load()).find(({ name }) => name === 'prod');
  if (environment === undefined) throw new Error('the sample has an environment prod');
  const stack = new Stack(new App());
  publishForOperators(stack, environment, {
    modelBucketName: 'weights',
    ledger: { tableName: 'ledger', bucketName: 'copies' },
  });
  const found = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter')).map(
    ({ Properties }) => Properties as { Name: string; Value: string },
  );
  const value = (name: string) => found.find(({ Name }) => Name === name)?.Value;
  expect(parseEnvironment(value('/excorp/prod/operator'))).toEqual({
    schemaVersion: 1,
    environment: 'prod',
    prefix: 'excorp',
    account: '333333333333',
    region: 'eu-west-1',
    production: true,
    modelBucket: 'weights',
    ledgerTable: 'ledger',
    ledgerBucket: 'copies',
  });
  expect(parseModel(value('/excorp/prod/churn/operator'))).toMatchObject({
    model: 'churn',
    owner: 'Customer Analytics Team <customer-analytics@example.com>',
    riskClass: 'medium',
    evaluation: [{ metric: 'areaUnderCurve', floor: 0.7 }],
    image: { repository: '763104351884.dkr.ecr.eu-west-1.amazonaws.com/djl-inference' },
  });
  expect(found).toHaveLength(1 + environment.models.length);
  expect(Math.max(...found.map(({ Value }) => Value.length))).toBeLessThan(4096);
});
