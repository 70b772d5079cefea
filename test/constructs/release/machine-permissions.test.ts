import { Stack } from 'aws-cdk-lib';
import { POLICIES_PER_ROLE, POLICY_CHARACTERS } from '../../../constructs/identity';
import type { ReleasableModel } from '../../../constructs/release';
import { testApp } from '../support';
import { MachineStack, policyDocuments } from './machine-stack';
import { MODEL } from './world';

const ID = '0a1b2c3d-0000-0000-0000-000000000000';

interface Statement {
  readonly Sid: string;
  readonly Resource: string | readonly string[];
}

interface Policy {
  readonly statements: readonly Statement[];
  readonly characters: number;
}

/** What CloudFormation makes of a template: here, of the ids of stacks and of whatever else it draws. */
function deployed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deployed);
  const { 'Fn::GetStackOutput': output } = value as { 'Fn::GetStackOutput'?: { StackName: string } };
  if (output !== undefined) return `arn:aws:cloudformation:eu-west-1:111111111111:stack/${output.StackName}/${ID}`;
  if (['Ref', 'Fn::GetAtt'].includes(Object.keys(value)[0] ?? '')) return 'x'.repeat(128);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deployed(item)]));
}

/** The policies of the machine's role. */
function policiesOf(stack: MachineStack): Policy[] {
  return policyDocuments(stack).map((given) => {
    const document = deployed(given) as { Statement: Statement[] };
    return { statements: document.Statement, characters: JSON.stringify(document).length };
  });
}

/** Models as the configuration names them; a third of them has an inference component. */
function modelsOf(count: number, change: (name: string) => Partial<ReleasableModel>): ReleasableModel[] {
  return Array.from({ length: count }, (_, index) => {
    const model = `model-${String(index + 1).padStart(3, '0')}`;
    return {
      ...MODEL,
      model,
      modelPackageGroupName: `excorp-prod--${model}`,
      parameterName: `/excorp/prod/${model}/model-package-arn`,
      stackName: `prod-Serving-${model}`,
      endpointName: `excorp-prod--${model}`,
      ...(index % 3 === 1 && { inferenceComponentName: `excorp-prod--${model}` }),
      ...change(model),
    };
  });
}

describe('a machine of 100 models', () => {
  const app = testApp();
  const models = modelsOf(100, (name) => {
    const env = { account: '111111111111', region: 'eu-west-1' };
    return { stackId: new Stack(app, `prod-Serving-${name}`, { env }).stackId };
  });
  const policies = policiesOf(new MachineStack(app, models));
  const granted = (sid: string) =>
    policies.flatMap(({ statements }) =>
      statements.filter(({ Sid }) => Sid === sid).flatMap(({ Resource }) => Resource),
    );
  const arns = (service: string, resource: (name: string) => string, some = models) =>
    some.map(({ model }) => `arn:aws:${service}:eu-west-1:111111111111:${resource(model)}`);

  test('has eight policies, each within the quota', () => {
    expect(policies).toHaveLength(8);
    for (const { characters } of policies) expect(characters).toBeLessThanOrEqual(POLICY_CHARACTERS);
  });

  test('may use the parameter, the stack and the endpoint of each model, granted once', () => {
    expect(granted('ReadAndWriteReleases')).toEqual(
      arns('ssm', (name) => `parameter/excorp/prod/${name}/model-package-arn`),
    );
    expect(granted('UpdateServing')).toEqual(arns('cloudformation', (name) => `stack/prod-Serving-${name}/${ID}`));
    expect(granted('ReadAndStartInstances')).toEqual(arns('sagemaker', (name) => `endpoint/excorp-prod--${name}`));
  });

  test('may describe the components of the models that have one', () => {
    const some = models.filter(({ inferenceComponentName }) => inferenceComponentName !== undefined);
    expect(granted('ReadAndStartCopies')).toEqual(
      arns('sagemaker', (name) => `inference-component/excorp-prod--${name}`, some),
    );
  });

  test('names what all models share once', () => {
    expect(granted('ResolveBootstrapVersion')).toEqual([
      'arn:aws:ssm:eu-west-1:111111111111:parameter/cdk-bootstrap/hnb659fds/version',
    ]);
  });

  test('has no wildcard but for what describes versions and for what has no resources to name', () => {
    const wild = policies
      .flatMap(({ statements }) => statements.flatMap(({ Resource }) => Resource))
      .filter((resource) => resource.includes('*'));
    expect([...new Set(wild)]).toEqual([
      'arn:aws:sagemaker:eu-west-1:111111111111:endpoint-config/*',
      'arn:aws:sagemaker:eu-west-1:111111111111:model*',
      '*',
    ]);
  });
});

test('long names take more policies, each within the quota', () => {
  const policies = policiesOf(new MachineStack(undefined, modelsOf(40, long)));
  expect(policies.length).toBe(6);
  for (const { characters } of policies) expect(characters).toBeLessThanOrEqual(POLICY_CHARACTERS);
});

test('fails for models that do not fit the policies that a role may have', () => {
  expect(POLICIES_PER_ROLE).toBe(10);
  const most = policiesOf(new MachineStack(undefined, modelsOf(136, exact)));
  expect(most.length).toBe(10);
  expect(() => new MachineStack(undefined, modelsOf(137, exact))).toThrow(
    "Release/Machine/Permissions: models must fit 8 managed policies of one machine's role, got 137, of which 136 fit; split the environment, or shorten names",
  );
});

function exact(name: string): Partial<ReleasableModel> {
  return { stackId: `arn:aws:cloudformation:eu-west-1:111111111111:stack/prod-Serving-${name}/${ID}` };
}

function long(name: string): Partial<ReleasableModel> {
  return {
    endpointName: `excorp-prod--${name}-`.padEnd(63, 'x'),
    stackName: `prod-Serving-${name}-`.padEnd(128, 'x'),
    parameterName: `/excorp/prod/${name}/`.padEnd(128, 'x'),
  };
}
