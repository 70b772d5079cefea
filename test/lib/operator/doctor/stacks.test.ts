import { App } from 'aws-cdk-lib';
import { ENDPOINT_SCALING_ROLE } from '../../../../constructs/model/core';
import { resolveEnvironments } from '../../../../lib/config';
import { EnvironmentStage } from '../../../../lib/environment-stage';
import { BOOTSTRAP_VERSION } from '../../../../lib/operator/doctor/checks/bootstrap';
import { FUNCTIONS } from '../../../../lib/operator/doctor/checks/lambda-concurrency';
import { retiringService } from '../../../../lib/operator/doctor/retiring-services';
import { removeSamples, Sample } from '../../config/sample';

afterAll(removeSamples);

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly RoleARN?: unknown };
}

/** The stacks of the sample's `prod`. */
function stacks() {
  const environment = resolveEnvironments(new Sample().load()).find(({ name }) => name === 'prod');
  if (environment === undefined) throw new Error('the sample has no prod');
  const found = new EnvironmentStage(new App(), environment).synth().stacks;
  const resources = found.flatMap(({ template }) =>
    Object.entries((template as { Resources: Readonly<Record<string, Resource>> }).Resources),
  );
  return { environment, found, resources };
}

test('what the checks know of the stacks is true of them', () => {
  const { environment, found, resources } = stacks();
  const required = found.map(({ requiresBootstrapStackVersion = 0 }) => requiresBootstrapStackVersion);
  expect(Math.max(...required)).toBe(BOOTSTRAP_VERSION);
  const foundation = found.find(({ stackName }) => stackName === environment.names.foundationStack);
  expect(JSON.stringify(foundation?.template)).toContain('AWS::SNS::Topic');
  // Functions of CDK's own custom resources run during a deployment alone.
  const functions = resources.filter(([id, { Type }]) => Type === 'AWS::Lambda::Function' && !id.startsWith('Custom'));
  expect(functions).toHaveLength(FUNCTIONS);
  const roles = resources.flatMap(([, { Type, Properties }]) =>
    Type === 'AWS::ApplicationAutoScaling::ScalableTarget' ? [JSON.stringify(Properties?.RoleARN)] : [],
  );
  const role = `:role/aws-service-role/${ENDPOINT_SCALING_ROLE.service}/${ENDPOINT_SCALING_ROLE.name}"`;
  expect(roles.map((arn) => arn.includes(role))).toEqual([true, true, true]);
  expect(resources.filter(([, { Type }]) => retiringService(Type) !== undefined)).toEqual([]);
});
