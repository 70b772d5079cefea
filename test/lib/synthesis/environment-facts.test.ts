import * as path from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import {
  COMPLIANT,
  ComplianceGate,
  type ComplianceRule,
  type EnvironmentFacts,
  modelFactsOf,
  NOT_APPLICABLE,
  violation,
} from '../../../constructs/compliance';
import { annotateModel } from '../../../constructs/model';
import { loadConfig, resolveEnvironments } from '../../../lib/config';
import { environmentFacts } from '../../../lib/synthesis/environment-facts';
import { company, evidenceOf, removeCompanies, run } from './company';

const PROJECT = path.join(__dirname, '../../..');
const DAY = '2026-11-23';
/** Registry of AWS's own containers in eu-west-1. */
const OF_AWS = '763104351884';

/** What no template shows: which registry the image came from, and whose container it is. */
const mockRule: ComplianceRule = {
  id: 'ImageNotTriton',
  title: 'No model is served by Triton from the registry of AWS',
  remedy: 'use another container',
  requirements: ['SEC-5'],
  resourceTypes: ['AWS::SageMaker::Endpoint'],
  check: (endpoint, { configuration }) => {
    const model = modelFactsOf(endpoint, configuration);
    if (model === undefined) return NOT_APPLICABLE;
    const { framework, registryAccount, image } = model.container;
    return framework === 'triton' && registryAccount === OF_AWS
      ? violation(`${model.kind} model ${model.name} (${model.servingMode}) is served by ${image}`)
      : COMPLIANT;
  },
};

jest.mock('../../../constructs/compliance/rules/load-rules', () => ({ loadRules: () => [mockRule] }));

afterAll(removeCompanies);

test('a rule is told by a synthesis what the configuration says of the model of an endpoint', async () => {
  const evidence = evidenceOf(await run(company('facts'), { environment: 'dev' }));
  expect(evidence.controls.find(({ control }) => control === 'AiProduction-ImageNotTriton')).toMatchObject({
    passed: 2,
    failed: 1,
    notApplicable: 0,
    requirements: ['SEC-5'],
  });
  expect(evidence.findings.map(({ problem }) => problem)).toEqual([
    expect.stringMatching(
      /^predictive model document-extraction \(async\) is served by 763104351884\.dkr\.ecr\.eu-west-1\..*\/sagemaker-tritonserver:/,
    ),
  ]);
});

test('the facts of an environment are those of its resolved models', () => {
  const [environment] = resolveEnvironments(loadConfig(PROJECT, { evaluationDate: DAY }));
  if (environment === undefined) throw new Error('the sample company has an environment');
  const own = environment.models.map(({ container }) => container.image);
  const { models } = environmentFacts(environment);
  expect(models.map(({ name, servingMode }) => `${name} ${servingMode}`)).toEqual([
    'assistant realtime-to-zero',
    'churn realtime',
    'document-extraction async',
  ]);
  expect(models[1]).toEqual({
    name: 'churn',
    kind: 'predictive',
    servingMode: 'realtime',
    container: {
      image: own[1],
      registryAccount: OF_AWS,
      registryRegion: 'eu-west-1',
      repository: 'djl-inference',
      framework: 'lmi',
    },
  });
});

describe('in an app that is not of this package', () => {
  function evaluate(configuration?: EnvironmentFacts) {
    const app = new App({ postCliContext: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
    const stage = new Stage(app, 'prod', { env: { account: '333333333333', region: 'eu-west-1' } });
    const endpoint = new sagemaker.CfnEndpoint(new Stack(stage, 'Claims'), 'Endpoint', { endpointConfigName: 'x' });
    annotateModel(endpoint, {
      model: 'claims',
      owner: 'Claims',
      costCentre: '1',
      riskClass: 'low',
      dataClass: 'internal',
    });
    const gate = ComplianceGate.attach(app, {
      environments: [{ stage, production: true, packs: [], configuration }],
      evaluationDate: DAY,
      rules: [mockRule],
      checks: [],
      cloudFormationEngine: { validate: () => [] },
      sourceRoot: PROJECT,
    });
    return gate.conclude(app.synth()).tallies.find(({ rule }) => rule === 'AiProduction-ImageNotTriton');
  }

  const claims = (framework: string): EnvironmentFacts => ({
    models: [
      {
        name: 'claims',
        kind: 'predictive',
        servingMode: 'realtime',
        container: {
          image: 'x',
          registryAccount: OF_AWS,
          registryRegion: 'eu-west-1',
          repository: 'y',
          framework,
        },
      },
    ],
  });

  test('a rule judges the facts that the app gives', () => {
    expect(evaluate(claims('triton'))).toMatchObject({ passed: 0, failed: 1, notApplicable: 0 });
    expect(evaluate(claims('vllm'))).toMatchObject({ passed: 1, failed: 0, notApplicable: 0 });
  });

  test('a rule abstains where the app gives none, or none of the model', () => {
    expect(evaluate()).toMatchObject({ passed: 0, failed: 0, notApplicable: 1 });
    expect(evaluate({ models: [] })).toMatchObject({ passed: 0, failed: 0, notApplicable: 1 });
  });
});
