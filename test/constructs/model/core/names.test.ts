import * as fc from 'fast-check';
import { EnvironmentNames, NAME_PATTERN, PREFIX_PATTERN, servingStackId } from '../../../../constructs/model';

const name = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('-'));

describe('the names of two environments of one account', () => {
  test('differ for the models that would share an endpoint with one hyphen', () => {
    expect(new EnvironmentNames('excorp', 'dev').endpoint('eu-churn')).toBe('excorp-dev--eu-churn');
    expect(new EnvironmentNames('excorp', 'dev-eu').endpoint('churn')).toBe('excorp-dev-eu--churn');
  });

  test('never begin with what the other hears of, whatever they and their models are called', () => {
    fc.assert(
      fc.property(name, name, name, (environment, other, model) => {
        fc.pre(environment !== other);
        const [own, foreign] = [new EnvironmentNames('excorp', environment), new EnvironmentNames('excorp', other)];
        expect(foreign.endpoint(model).startsWith(own.resourcePrefix)).toBe(false);
        expect(foreign.modelPackageGroup(model).startsWith(own.resourcePrefix)).toBe(false);
        expect(`${other}-${servingStackId(model)}`.startsWith(own.servingStackPrefix)).toBe(false);
        expect(foreign.releaseParameter(model)).not.toBe(own.releaseParameter(model));
      }),
    );
  });

  test('are of a pattern that refuses what parts environment and model', () => {
    fc.assert(fc.property(name, (one) => NAME_PATTERN.test(one)));
    for (const wrong of ['dev--eu', 'dev-', '-dev', 'Dev', '']) expect(NAME_PATTERN.test(wrong)).toBe(false);
    for (const wrong of ['a--b', 'ab-', 'a', 'abcdefghijklm']) expect(PREFIX_PATTERN.test(wrong)).toBe(false);
    expect(PREFIX_PATTERN.test('ex-corp')).toBe(true);
  });
});

test('every name of an environment is told by its prefix and its own name', () => {
  const names = new EnvironmentNames('excorp', 'prod');
  expect({
    endpoint: names.endpoint('churn'),
    servingStackPrefix: names.servingStackPrefix,
    keyAliasPrefix: names.keyAliasPrefix,
    releaseParameter: names.releaseParameter('churn'),
    operatorParameter: names.operatorParameter,
    modelOperatorParameter: names.modelOperatorParameter('churn'),
    releaseMachine: names.releaseMachine,
    replica: names.replicaBucket('audit', '333333333333', 'eu-central-1'),
  }).toEqual({
    endpoint: 'excorp-prod--churn',
    servingStackPrefix: 'prod-Serving-',
    keyAliasPrefix: 'excorp/prod',
    releaseParameter: '/excorp/prod/churn/model-package-arn',
    operatorParameter: '/excorp/prod/operator',
    modelOperatorParameter: '/excorp/prod/churn/operator',
    releaseMachine: 'excorp-prod-release',
    replica: 'excorp-prod-audit-333333333333-eu-central-1',
  });
});
